//! What can be done with tasks. REST handlers, imports and other domains all
//! come through here, so permissions and rules are checked here.

pub use super::{
    dto::RaisedTask,
    for_others::{
        cancel_for_subject, hold_for_subject, of_ids, open_of_subject, raise, resume_for_subject,
    },
};
