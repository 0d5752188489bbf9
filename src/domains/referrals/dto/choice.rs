//! How callers choose a recipient: alike wherever they do.

use entity::{AgencyId, referral::ContactChannel};

use super::{DirectoryEntry, NewReferral, OpenTo, ReReferral, ReferralPart, ReferralPatch};

/// What a body says of the recipient.
#[derive(Clone, Copy)]
pub struct Choice<'a> {
    pub agency: Option<AgencyId>,
    pub organization: Option<&'a str>,
    pub channel: Option<ContactChannel>,
    pub open_to: Option<&'a OpenTo>,
    pub directory: Option<DirectoryEntry>,
}

impl Choice<'_> {
    /// How many ways to choose are taken.
    pub fn number(&self) -> usize {
        let ways = [
            self.agency.is_some(),
            self.organization.is_some(),
            self.open_to.is_some(),
            self.directory.is_some(),
        ];
        ways.into_iter().filter(|taken| *taken).count()
    }

    /// Whether it says anything.
    pub fn is_made(&self) -> bool {
        self.number() > 0
    }
}

impl<'a> From<&'a NewReferral> for Choice<'a> {
    fn from(input: &'a NewReferral) -> Self {
        Self {
            agency: input.recipient_agency_id,
            organization: input.organization_name.as_deref(),
            channel: input.recipient_channel,
            open_to: input.open_to.as_ref(),
            directory: input.directory,
        }
    }
}

impl<'a> From<&'a ReferralPatch> for Choice<'a> {
    fn from(input: &'a ReferralPatch) -> Self {
        Self {
            agency: input.recipient_agency_id,
            organization: input.organization_name.as_deref(),
            channel: input.recipient_channel,
            open_to: input.open_to.as_ref(),
            directory: input.directory,
        }
    }
}

impl<'a> From<&'a ReReferral> for Choice<'a> {
    fn from(input: &'a ReReferral) -> Self {
        Self {
            agency: input.recipient_agency_id,
            organization: input.organization_name.as_deref(),
            channel: input.recipient_channel,
            open_to: input.open_to.as_ref(),
            directory: input.directory,
        }
    }
}

impl<'a> From<&'a ReferralPart> for Choice<'a> {
    fn from(input: &'a ReferralPart) -> Self {
        Self {
            agency: input.recipient_agency_id,
            organization: input.organization_name.as_deref(),
            channel: input.recipient_channel,
            open_to: input.open_to.as_ref(),
            directory: input.directory,
        }
    }
}
