//! What callers send about referrals, and what they are told.

mod answers;
mod choice;
mod drafting;
mod inquiries;
mod loops;
mod messages;
mod offers;
mod scorecards;
mod views;

pub use answers::{
    AcceptReferral, CancelReferral, CompleteReferral, EscalateReferral, FailReferral,
    PauseReferral, ReferralInError, RejectReferral, StartReferral, WaitlistReferral,
};
pub use choice::Choice;
pub use drafting::{
    DirectoryEntry, NewReferral, OpenTo, ReReferral, ReferralClearableField, ReferralFilter,
    ReferralPart, ReferralPatch, SplitReferral,
};
pub use inquiries::{
    CapacityAnswer, CapacityInquiryFilter, CapacityInquiryList, CapacityInquiryView,
    InquiredOrganization, NewCapacityInquiry,
};
pub use loops::{
    ClientFeedback, CloseLoop, CloseUnknown, NewReferralFollowUp, ReferralFollowUpList,
    ReferralFollowUpView, ReopenLoop,
};
pub use messages::{
    NewReferralMessage, ReferralMessageFilter, ReferralMessageList, ReferralMessageView,
};
pub use offers::{ClaimReferral, ReferralOfferFilter, ReferralOfferList, ReferralOfferView};
pub use scorecards::{ReferralScorecard, ReferralScorecards, ScorecardFilter};
pub use views::{
    Escalation, ReferralChild, ReferralOutlineList, ReferralOutlineView, ReferralPreview,
    ReferralView, ReferralWaitlist, ReferralWarning,
};
