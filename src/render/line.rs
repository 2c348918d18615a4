//! Anti-aliased strokes: the ink of a pixel is how much of it lies within half a width of the segment.

use glam::DVec2;

use super::image::Band;

/// A straight stroke in pixel coordinates.
#[derive(Clone, Copy)]
pub(super) struct Stroke {
    pub a: DVec2,
    pub b: DVec2,
    /// Pixels.
    pub width: f64,
    /// 0 to 1.
    pub ink: f32,
}

/// Draws a stroke into a band. `visible` is asked with the share along the stroke of the point nearest to
/// each pixel. Ink never adds up: strokes that meet leave no darker spot.
pub(super) fn draw(band: &mut Band, stroke: &Stroke, mut visible: impl FnMut(f64) -> bool) {
    let &Stroke { a, b, width, ink } = stroke;
    if !(a.is_finite() && b.is_finite()) {
        return;
    }
    let along = b - a;
    let squared = along.length_squared();
    let reach = width / 2.0 + 0.5;
    let (top, bottom) = (band.top as f64, (band.top + band.rows) as f64);
    let first = (a.y.min(b.y) - reach).max(top).floor();
    let last = (a.y.max(b.y) + reach).min(bottom).ceil();
    let mut row = first;
    while row < last {
        let y = row + 0.5;
        // The part of the segment near this row bounds the pixels that can be touched.
        let share = |height: f64| if along.y == 0.0 { 0.0 } else { (height - a.y) / along.y };
        let (mut low, mut high) = (share(y - reach), share(y + reach));
        if along.y == 0.0 {
            (low, high) = (0.0, 1.0);
        }
        let (low, high) = (low.min(high).clamp(0.0, 1.0), low.max(high).clamp(0.0, 1.0));
        let (x0, x1) = (a.x + along.x * low, a.x + along.x * high);
        let from = (x0.min(x1) - reach).floor().clamp(0.0, band.width as f64) as usize;
        let to = (x0.max(x1) + reach).ceil().clamp(0.0, band.width as f64) as usize;
        let line = row as usize - band.top;
        for column in from..to {
            let p = DVec2::new(column as f64 + 0.5, y);
            let nearest = if squared > 0.0 { ((p - a).dot(along) / squared).clamp(0.0, 1.0) } else { 0.0 };
            let distance = (a + along * nearest).distance(p);
            let covered = (reach - distance).clamp(0.0, width.min(1.0)) as f32 * ink;
            if let Some(slot) = band.ink.get_mut(line * band.width + column)
                && covered > *slot
                && visible(nearest)
            {
                *slot = covered;
            }
        }
        row += 1.0;
    }
}
