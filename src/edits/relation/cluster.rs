//! Values and points that are the same within a tolerance.

use crate::model::DVec2;

/// Groups of ids whose values follow each other within `tolerance`, ids ascending, groups in order of value.
pub(super) fn values(items: impl IntoIterator<Item = (f64, u32)>, tolerance: f64) -> Vec<Vec<u32>> {
    wide(items.into_iter().map(|(value, id)| (value, tolerance / 2.0, id)))
}

/// The same with a tolerance of each value's own: neighbours are together when they differ by no more than the sum
/// of theirs.
pub(super) fn wide(items: impl IntoIterator<Item = (f64, f64, u32)>) -> Vec<Vec<u32>> {
    let mut items: Vec<(f64, f64, u32)> = items.into_iter().filter(|item| item.0.is_finite()).collect();
    items.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.2.cmp(&b.2)));
    let mut groups: Vec<Vec<u32>> = Vec::new();
    let mut last: Option<(f64, f64)> = None;
    for (value, tolerance, id) in items {
        match (last, groups.last_mut()) {
            (Some((before, its)), Some(group)) if value - before <= tolerance + its => group.push(id),
            _ => groups.push(vec![id]),
        }
        last = Some((value, tolerance));
    }
    groups.iter_mut().for_each(|group| group.sort_unstable());
    groups
}

/// Groups of points in one place, as [`values`].
pub(super) fn points(items: &[(DVec2, u32)], tolerance: f64) -> Vec<Vec<u32>> {
    let place = |index: u32| items[index as usize];
    let by_x = values(items.iter().enumerate().map(|(index, item)| (item.0.x, index as u32)), tolerance);
    let mut groups = Vec::with_capacity(by_x.len());
    for group in by_x {
        let by_y = values(group.into_iter().map(|index| (place(index).0.y, index)), tolerance);
        for mut group in by_y {
            group.iter_mut().for_each(|index| *index = place(*index).1);
            group.sort_unstable();
            groups.push(group);
        }
    }
    groups
}

/// Points that can be looked up by place.
pub(super) struct Places {
    sorted: Vec<(DVec2, u32)>,
}

impl Places {
    pub fn new(items: impl IntoIterator<Item = (DVec2, u32)>) -> Self {
        let mut sorted: Vec<(DVec2, u32)> = items.into_iter().filter(|item| item.0.is_finite()).collect();
        sorted.sort_by(|a, b| a.0.x.total_cmp(&b.0.x).then(a.1.cmp(&b.1)));
        Self { sorted }
    }

    /// Whoever is within `tolerance` of a point in both coordinates.
    pub fn at(&self, point: DVec2, tolerance: f64) -> impl Iterator<Item = u32> + '_ {
        let start = self.sorted.partition_point(|item| item.0.x < point.x - tolerance);
        self.sorted[start..]
            .iter()
            .take_while(move |item| item.0.x <= point.x + tolerance)
            .filter(move |item| (item.0.y - point.y).abs() <= tolerance)
            .map(|item| item.1)
    }
}
