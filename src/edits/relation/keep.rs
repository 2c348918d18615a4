//! Which relations an edit has kept.

use std::collections::{BTreeMap, BTreeSet};

use super::find::{Scope, find};
use super::predicate::holds;
use super::scene::Scene;
use super::{Kind, Relation};

/// Relations may be this much less exact after an edit than when they were found, so that rounding breaks nothing.
const SLACK: f64 = 4.0;

/// What kind of value an edit changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// A size or place: every entity stays.
    Size,
    /// An angle: directions change by design.
    Angle,
    /// How many there are: entities come and go by design.
    Count,
}

/// Whether each relation of `before` still holds in `after`, the same program with another value.
///
/// Entities correspond by class and ordinal; what one place of the program makes may also have changed its order, as
/// long as it is in relations of the same kind and sizes as before. A member that has vanished breaks its relations. Where
/// an edit changes an angle, [directional](Kind::is_directional) relations are not judged. Where it changes a count, they
/// are not judged for classes whose number, or the number of whose curves, changed; of other relations of such classes each member must be in as many as
/// before, on the whole, and what was one group must not fall apart.
pub fn kept(before: &Scene, relations: &[Relation], after: &Scene, change: Change) -> Vec<bool> {
    let names = Names::new(before, after);
    // Outlines with more or fewer curves.
    let reshaped: BTreeSet<u32> = before
        .entities
        .iter()
        .filter(|entity| names.number(0, entity.class) != names.number(1, entity.class))
        .filter_map(|entity| entity.outline)
        .collect();
    let mut coverage: Option<[Coverage; 2]> = None;
    relations
        .iter()
        .map(|relation| {
            let kind = relation.kind;
            if change == Change::Angle && kind.is_directional() {
                return true;
            }
            let classes: BTreeSet<u128> =
                relation.members.iter().map(|id| before.entities[*id as usize].class).collect();
            let changed = classes.iter().any(|class| names.number(0, *class) != names.number(1, *class));
            if changed && change != Change::Count {
                return false;
            }
            let is_by_design = || changed || relation.members.iter().any(|id| reshaped.contains(id));
            if change == Change::Count && kind.is_directional() && is_by_design() {
                return true;
            }
            if !changed {
                let images: Option<Vec<u32>> = relation.members.iter().map(|id| names.image(before, *id)).collect();
                if images.is_some_and(|images| holds(after, kind, &images, SLACK)) {
                    return true;
                }
                // One member a class leaves no other order.
                if classes.iter().all(|class| names.number(1, *class) < 2) {
                    return false;
                }
            }
            let [old, new] = coverage.get_or_insert_with(|| {
                [Coverage::new(before, relations), Coverage::new(after, &find(after, Scope::Part))]
            });
            let (Some(old), new) = (old.of(kind, &classes), new.of(kind, &classes)) else { return false };
            if !changed {
                return new.is_some_and(|new| new.sizes == old.sizes);
            }
            // As many memberships as before for each that there is; one that went may leave too few for a relation.
            let is_covered = classes.iter().all(|class| {
                let (were, are) = (names.number(0, *class), names.number(1, *class));
                let lost = were.saturating_sub(are) * (kind.least() - 1);
                let members = |group: &Group| group.members.get(class).copied().unwrap_or(0);
                // What stayed may have lost partners, but not all of them.
                if were == are {
                    return new.map_or(0, members) >= members(old).min(are);
                }
                (new.map_or(0, members) + lost) * were >= members(old) * are
            });
            // And one group stays one, however large.
            let is_split = kind.is_open() && old.sizes.len() == 1 && new.is_some_and(|new| new.sizes.len() > 1);
            is_covered && !is_split
        })
        .collect()
}

/// How many of each class there are before and after, and who is who.
struct Names {
    numbers: [BTreeMap<u128, usize>; 2],
    after: BTreeMap<(u128, u32), u32>,
}

impl Names {
    fn new(before: &Scene, after: &Scene) -> Names {
        let numbers = [before, after].map(|scene| {
            let mut numbers: BTreeMap<u128, usize> = BTreeMap::new();
            scene.entities.iter().for_each(|entity| *numbers.entry(entity.class).or_default() += 1);
            numbers
        });
        let named = after.entities.iter().enumerate().map(|(id, entity)| ((entity.class, entity.ordinal), id as u32));
        Names { numbers, after: named.collect() }
    }

    fn number(&self, side: usize, class: u128) -> usize {
        self.numbers[side].get(&class).copied().unwrap_or(0)
    }

    fn image(&self, before: &Scene, id: u32) -> Option<u32> {
        let entity = &before.entities[id as usize];
        self.after.get(&(entity.class, entity.ordinal)).copied()
    }
}

/// The relations of a kind between certain classes.
#[derive(Default)]
struct Group {
    /// How many members each has, ascending.
    sizes: Vec<usize>,
    /// How many members of each class they have together.
    members: BTreeMap<u128, usize>,
}

/// Relations by kind and classes.
struct Coverage(BTreeMap<(Kind, BTreeSet<u128>), Group>);

impl Coverage {
    fn new(scene: &Scene, relations: &[Relation]) -> Coverage {
        let mut covered: BTreeMap<(Kind, BTreeSet<u128>), Group> = BTreeMap::new();
        for relation in relations {
            let classes = || relation.members.iter().map(|id| scene.entities[*id as usize].class);
            let group = covered.entry((relation.kind, classes().collect())).or_default();
            group.sizes.push(relation.members.len());
            classes().for_each(|class| *group.members.entry(class).or_default() += 1);
        }
        covered.values_mut().for_each(|group| group.sizes.sort_unstable());
        Coverage(covered)
    }

    fn of(&self, kind: Kind, classes: &BTreeSet<u128>) -> Option<&Group> {
        self.0.get(&(kind, classes.clone()))
    }
}
