//! What there is to do, for whom. This domain asks all others; none asks it.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use entity::{ClientId, Timestamp, UserId, task, team_queue};
use serde::{Deserialize, Serialize};

use super::{
    dto::{SharedWorkListQuery, WorkKind, WorkListGroup, WorkListQuery, WorkListScore},
    rules::{Derived, ListDays, Place, Work},
};
use crate::{
    domains::{
        agencies, assessments, clients,
        tasks::service::{
            lists::{self, OpenTaskFilter, Whose},
            queues,
        },
    },
    platform::{
        Access, BusinessCalendar, Ctx, FieldProblem, PageQuery, Permission, Problem, Reading,
        catalogue,
        outstanding::{Due, InCharge},
    },
};

mod derived;

pub use derived::make_task;

/// A work list on its way out.
pub struct WorkList {
    pub as_of: Timestamp,
    pub time_zone: String,
    pub today: NaiveDate,
    pub groups: Vec<GroupPage>,
    pub items: Vec<Item>,
    pub explain: bool,
    pub truncated: bool,
}

pub struct GroupPage {
    pub group: WorkListGroup,
    pub count: usize,
    pub next: Option<String>,
}

pub struct Item {
    pub group: WorkListGroup,
    pub work: Work,
    pub score: WorkListScore,
    pub client_name: Option<String>,
    pub shown: ShownWork,
}

/// What an item is shown from.
pub enum ShownWork {
    Task(Box<task::Model>),
    Record(Derived),
}

/// Where the page before ended, and the moment for which the list was ranked.
#[derive(Clone, Serialize, Deserialize)]
struct Resumed {
    as_of: Timestamp,
    after: Place,
}

/// Which part of whose list is asked for.
#[derive(Clone)]
struct Asked<'a> {
    group: Option<WorkListGroup>,
    explain: bool,
    filter: OpenTaskFilter,
    kinds: Option<Vec<WorkKind>>,
    page: &'a PageQuery,
    /// All that a cursor has to fit, but for the group.
    criteria: String,
}

/// What is gathered before it is ranked.
struct Gathered {
    works: Vec<Work>,
    /// The records of those works that are no tasks.
    records: Vec<(WorkKind, Due)>,
    truncated: bool,
}

/// What stands on the caller's own list, what others are so late with that the
/// caller has to know, and what is needed at once and nobody has taken.
pub async fn mine(ctx: &Ctx, query: WorkListQuery, page: PageQuery) -> Result<WorkList, Problem> {
    let reading = ctx.read(Permission::ReadTasks)?;
    let asked = Asked::of_own(&query, &page)?;
    let days = asked.days(&reading).await?;
    let me = [ctx.actor()];
    let mut gathered = Gathered::new();
    gathered.take(&reading, Whose::Users(&me), &asked, &days).await?;
    gathered.take_escalated(&reading, &me, &asked, &days).await?;
    if let Some(stat) = asked.stat_only() {
        let roles = &ctx.principal().roles;
        gathered.take(&reading, Whose::Anyone(roles), &stat, &days).await?;
    }
    gathered.take_records(&reading, InCharge::Of(&me), &asked, &days).await?;
    asked.answer(&reading, gathered, &days).await
}

/// What stands on the lists of the people of a team, and waits in its queue:
/// the caller's teams, or the one that is named.
pub async fn team(
    ctx: &Ctx,
    query: SharedWorkListQuery,
    page: PageQuery,
) -> Result<WorkList, Problem> {
    let reading = ctx.read(Permission::ReadTasks)?;
    let asked = Asked::of_shared(&query, &page)?;
    let days = asked.days(&reading).await?;
    let teams: Vec<_> = queues::active(&reading).await?;
    let teams = teams.into_iter().filter(|team| match query.queue_id {
        Some(asked) => team.id == asked,
        None => team.member_ids.contains(&ctx.actor()),
    });
    let teams: Vec<team_queue::Model> = teams.collect();
    let members: HashSet<UserId> =
        teams.iter().flat_map(|team| team.member_ids.iter().copied()).collect();
    let members: Vec<_> = members.into_iter().collect();
    let ids: Vec<_> = teams.iter().map(|team| team.id).collect();
    let mut gathered = Gathered::new();
    gathered.take(&reading, Whose::Users(&members), &asked, &days).await?;
    gathered.take(&reading, Whose::Queues(&ids), &asked, &days).await?;
    let members = asked.of_followers(members);
    gathered.take_records(&reading, InCharge::Of(&members), &asked, &days).await?;
    asked.answer(&reading, gathered, &days).await
}

/// What waits to be claimed: in the queue that is named, else in none.
pub async fn queue(
    ctx: &Ctx,
    query: SharedWorkListQuery,
    page: PageQuery,
) -> Result<WorkList, Problem> {
    let reading = ctx.read(Permission::ReadTasks)?;
    let asked = Asked::of_shared(&query, &page)?;
    let days = asked.days(&reading).await?;
    let mut gathered = Gathered::new();
    let named: Vec<_> = query.queue_id.into_iter().collect();
    let roles = &ctx.principal().roles;
    let whose = if named.is_empty() { Whose::Anyone(roles) } else { Whose::Queues(&named) };
    gathered.take(&reading, whose, &asked, &days).await?;
    if named.is_empty() && asked.filter.followers.is_none() {
        gathered.take_records(&reading, InCharge::Nobody, &asked, &days).await?;
    }
    asked.answer(&reading, gathered, &days).await
}

impl Gathered {
    fn new() -> Self {
        Self { works: Vec::new(), records: Vec::new(), truncated: false }
    }

    async fn take(
        &mut self,
        reading: &Reading<'_>,
        whose: Whose<'_>,
        asked: &Asked<'_>,
        days: &ListDays,
    ) -> Result<(), Problem> {
        if !asked.wants(WorkKind::Task) {
            return Ok(());
        }
        let (tasks, more) = lists::open(reading, whose, &asked.filter, days.now).await?;
        self.works.extend(tasks.iter().map(Work::of_task));
        self.truncated |= more;
        Ok(())
    }

    /// What stands there anyway is marked, and not shown twice.
    async fn take_escalated(
        &mut self,
        reading: &Reading<'_>,
        to: &[UserId],
        asked: &Asked<'_>,
        days: &ListDays,
    ) -> Result<(), Problem> {
        if !asked.wants(WorkKind::Task) {
            return Ok(());
        }
        let whose = Whose::EscalatedTo(to, days.now);
        let (tasks, more) = lists::open(reading, whose, &asked.filter, days.now).await?;
        for task in &tasks {
            let work = Work { escalated: true, ..Work::of_task(task) };
            match self.works.iter_mut().find(|known| known.id == work.id) {
                Some(known) => known.escalated = true,
                None => self.works.push(work),
            }
        }
        self.truncated |= more;
        Ok(())
    }
}

impl<'a> Asked<'a> {
    fn of_own(query: &WorkListQuery, page: &'a PageQuery) -> Result<Self, Problem> {
        let WorkListQuery { explain, group, client_id, kind, task_type, priority } = query;
        let filter = OpenTaskFilter {
            client_id: *client_id,
            task_types: task_type.as_ref().map(|any| any.0.clone()),
            priorities: priority.as_ref().map(|any| any.0.clone()),
            followers: None,
        };
        let kinds = kind.as_ref().map(|any| any.0.clone());
        let criteria = format!("{filter:?} {kinds:?}");
        Self { group: *group, explain: *explain, filter, kinds, page, criteria }.checked()
    }

    fn of_shared(query: &SharedWorkListQuery, page: &'a PageQuery) -> Result<Self, Problem> {
        let SharedWorkListQuery { explain, group, queue_id, owner_id, .. } = query;
        let filter = OpenTaskFilter {
            client_id: query.client_id,
            task_types: query.task_type.as_ref().map(|any| any.0.clone()),
            priorities: query.priority.as_ref().map(|any| any.0.clone()),
            followers: owner_id.as_ref().map(|any| any.0.clone()),
        };
        let kinds = query.kind.as_ref().map(|any| any.0.clone());
        let criteria = format!("{queue_id:?} {filter:?} {kinds:?}");
        Self { group: *group, explain: *explain, filter, kinds, page, criteria }.checked()
    }

    /// A work list has one order, and pages of one group at a time.
    fn checked(self) -> Result<Self, Problem> {
        let wrong = |name, detail| {
            let problem = FieldProblem::parameter(name, "not_possible", detail);
            Err(Problem::new(&catalogue::INVALID_QUERY).with_errors(vec![problem]))
        };
        if self.page.sort.is_some() {
            return wrong("sort", "A work list has one order.");
        }
        if self.page.include_total {
            return wrong("includeTotal", "Each group has its `count`.");
        }
        if self.page.cursor.is_some() && self.group.is_none() {
            return wrong("cursor", "Send the group that it belongs to.");
        }
        Ok(self)
    }

    fn wants(&self, kind: WorkKind) -> bool {
        self.kinds.as_ref().is_none_or(|kinds| kinds.contains(&kind))
    }

    /// Those of these people whose work is asked for.
    fn of_followers(&self, users: Vec<UserId>) -> Vec<UserId> {
        let asked = self.filter.followers.as_ref();
        users.into_iter().filter(|user| asked.is_none_or(|asked| asked.contains(user))).collect()
    }

    /// The same for what is needed at once; none if that is filtered out.
    fn stat_only(&self) -> Option<Self> {
        let asked = self.filter.priorities.as_ref();
        let wanted = asked.is_none_or(|asked| asked.contains(&task::Priority::Stat));
        let priorities = Some(vec![task::Priority::Stat]);
        let filter = || OpenTaskFilter { priorities, ..self.filter.clone() };
        wanted.then(|| Self { filter: filter(), ..self.clone() })
    }

    /// A cursor fits the group of this list only.
    fn page_of(&self, group: WorkListGroup) -> PageQuery {
        let criteria = format!("{group:?} {}", self.criteria);
        PageQuery::of_search(self.page.limit, self.page.cursor.clone(), criteria)
    }

    fn resumed(&self, reading: &Reading<'_>) -> Result<Option<Resumed>, Problem> {
        self.group.map_or(Ok(None), |group| self.page_of(group).resume_ranked(reading))
    }

    /// The moment for which the list is ranked: that of its first page; and the days around it.
    async fn days(&self, reading: &Reading<'_>) -> Result<ListDays, Problem> {
        let resumed = self.resumed(reading)?;
        let now = resumed.map_or_else(|| reading.ctx().now(), |resumed| resumed.as_of);
        let agency = agencies::service::own(reading).await?;
        Ok(ListDays::new(BusinessCalendar::from(&agency), now))
    }

    /// Ranks what was gathered, and takes the pages that are asked for.
    async fn answer(
        &self,
        reading: &Reading<'_>,
        gathered: Gathered,
        days: &ListDays,
    ) -> Result<WorkList, Problem> {
        let raised = raised(reading, &gathered.works).await?;
        let mut ranked: HashMap<WorkListGroup, Vec<(Place, Work, WorkListScore)>> = HashMap::new();
        for work in gathered.works {
            let is_raised = work.client_id.is_some_and(|client| raised.contains(&client));
            let score = days.score(&work, is_raised);
            let place = Place::of(&work, &score);
            ranked.entry(days.group(&work)).or_default().push((place, work, score));
        }
        let resumed = self.resumed(reading)?;
        let limit = usize::try_from(self.page.limit()).unwrap_or(usize::MAX);
        let (mut groups, mut items) = (Vec::new(), Vec::new());
        let wanted = WorkListGroup::ALL.into_iter();
        for group in wanted.filter(|group| self.group.is_none_or(|asked| asked == *group)) {
            let mut all = ranked.remove(&group).unwrap_or_default();
            all.sort_by(|(one, ..), (other, ..)| one.cmp(other));
            let count = all.len();
            if let Some(Resumed { after, .. }) = &resumed {
                all.retain(|(place, ..)| place > after);
            }
            let more = all.len() > limit;
            all.truncate(limit);
            let last = all.last().filter(|_| more);
            let next = last.map(|(place, ..)| {
                let end = Resumed { as_of: days.now, after: place.clone() };
                self.page_of(group).cursor_ranked(reading, &end)
            });
            groups.push(GroupPage { group, count, next });
            items.extend(all.into_iter().map(|(_, work, score)| (group, work, score)));
        }
        Ok(WorkList {
            as_of: days.now,
            time_zone: days.time_zone(),
            today: days.today,
            groups,
            items: shown(reading, items, &gathered.records).await?,
            explain: self.explain,
            truncated: gathered.truncated,
        })
    }
}

/// The clients who come before others: a critical flag of theirs is open.
async fn raised(reading: &Reading<'_>, works: &[Work]) -> Result<HashSet<ClientId>, Problem> {
    let clients: HashSet<_> = works.iter().filter_map(|work| work.client_id).collect();
    if clients.is_empty() || !reading.ctx().may(Permission::ReadAssessments) {
        return Ok(HashSet::new());
    }
    let clients: Vec<_> = clients.into_iter().collect();
    assessments::service::due::with_open_critical_flags(reading, &clients).await
}

/// The items with the tasks and names that are shown with them.
async fn shown(
    reading: &Reading<'_>,
    items: Vec<(WorkListGroup, Work, WorkListScore)>,
    records: &[(WorkKind, Due)],
) -> Result<Vec<Item>, Problem> {
    let tasks = items.iter().filter(|(_, work, _)| work.kind == WorkKind::Task);
    let ids: Vec<_> = tasks.map(|(_, work, _)| work.id.into()).collect();
    let tasks = lists::shown(reading, &ids).await?;
    let mut tasks: HashMap<_, _> = tasks.into_iter().map(|task| (task.id.uuid(), task)).collect();
    let known = records.iter().map(|(kind, due)| ((*kind, due.subject_id), due));
    let known: HashMap<_, _> = known.collect();
    let names = names(reading, &items).await?;
    let items = items.into_iter().filter_map(|(group, work, score)| {
        let shown = match work.kind.derived() {
            Some(derived) => {
                known.get(&(work.kind, work.id))?.seen(reading);
                ShownWork::Record(derived)
            }
            // Between the two queries it may have been restricted to others.
            None => ShownWork::Task(Box::new(tasks.remove(&work.id)?)),
        };
        let client_name = work.client_id.and_then(|client| names.get(&client).cloned());
        Some(Item { group, work, score, client_name, shown })
    });
    Ok(items.collect())
}

async fn names(
    reading: &Reading<'_>,
    items: &[(WorkListGroup, Work, WorkListScore)],
) -> Result<HashMap<ClientId, String>, Problem> {
    let clients: HashSet<_> = items.iter().filter_map(|(_, work, _)| work.client_id).collect();
    if clients.is_empty() || !reading.ctx().may(Permission::ReadClients) {
        return Ok(HashMap::new());
    }
    let clients: Vec<_> = clients.into_iter().collect();
    let found = clients::service::of_ids(reading, &clients).await?;
    for client in &found {
        reading.saw(client);
    }
    let names = found.iter().map(|client| (client.id, clients::service::display_name(client)));
    Ok(names.collect())
}
