//! What whoever writes rules has in hand: drafts that are written, and proposals that wait for a second person.

use super::drafts::{DraftLine, Stage, lines};
use super::state_on;
use crate::service::{Moment, ServiceError};
use crate::store::Tx;
use crate::store::rule_step::{self, RuleLife};

use super::standing::State;

/// The rules that are in work.
#[derive(Debug)]
pub struct Work {
    /// The drafts whose text may be changed, the last saved first: those that were sent back among them.
    pub open: Vec<DraftLine>,
    /// The sets that wait for a second person.
    pub proposed: Vec<RuleLife>,
    /// The sets that were agreed and begin later.
    pub begins_later: Vec<RuleLife>,
}

impl Work {
    /// How many of the open drafts were sent back.
    #[must_use]
    pub fn sent_back(&self) -> usize {
        let sent_back = |line: &&DraftLine| matches!(line.stage, Stage::SentBack(_));
        self.open.iter().filter(sent_back).count()
    }

    /// How many of the open drafts have problems, so that they cannot be proposed.
    #[must_use]
    pub fn with_problems(&self) -> usize {
        self.open.iter().filter(|line| !line.sound).count()
    }
}

/// What is in work, in a transaction of whoever may edit rules.
pub(in crate::service) async fn work(tx: &mut Tx, moment: Moment) -> Result<Work, ServiceError> {
    let mut open = lines(tx).await?;
    open.retain(|line| line.stage.is_open());
    let lives = rule_step::all(tx, None).await?;
    let of = |wanted: State| -> Vec<RuleLife> {
        let lives = lives.iter();
        let found = lives.filter(|life| state_on(life, moment.today) == wanted);
        found.cloned().collect()
    };
    Ok(Work {
        open,
        proposed: of(State::Proposed),
        begins_later: of(State::Approved),
    })
}
