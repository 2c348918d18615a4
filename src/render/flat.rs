//! Pictures of loops, faces and sketches: filled outlines from above.

use glam::{DVec2, DVec3};

use super::camera::{Bounds, Fit};
use super::image::{Band, Image};
use super::line::{self, Stroke};
use super::shade::Material;
use crate::export::{Figure, flat_figures};
use crate::model::Shape;

/// Rows of samples in a row of pixels; along a row coverage is exact.
const SUBROWS: usize = 4;

/// A figure in pixel coordinates.
struct Polygons {
    loops: Vec<Vec<DVec2>>,
    fill: [f32; 3],
    closed: bool,
}

/// Draws plane shapes, each in its own coordinates.
pub(super) fn draw(shapes: &[&Shape], width: u32, height: u32) -> Image {
    let parts: Vec<Vec<Figure>> = shapes.iter().map(|shape| flat_figures(shape)).collect();
    let extremes = parts.iter().flatten().flat_map(|figure| figure.extremes());
    let Some(bounds) = Bounds::of(extremes.map(|p| p.extend(0.0))) else { return Image::white(width, height) };
    let fit = Fit::new(&bounds, width, height, Fit::scale_for(&bounds, width, height));
    let place = |p: DVec2| fit.place(DVec3::new(p.x, p.y, 0.0)).truncate();
    let mut band = Band::white(width as usize, 0, height as usize);
    let mut outlines = Vec::new();
    for (number, figures) in parts.iter().enumerate() {
        let material = Material::part(number);
        for figure in figures {
            // A loop is a curve, not yet an area: it is filled more faintly than a face.
            let fill = material.tint(if figure.filled { 0.75 } else { 0.25 });
            let loops: Vec<Vec<DVec2>> = figure
                .polylines(0.05 / fit.scale)
                .into_iter()
                .map(|points| points.into_iter().map(place).filter(|p| p.is_finite()).collect())
                .collect();
            let polygons = Polygons { loops, fill, closed: figure.closed() };
            if polygons.closed {
                fill_polygons(&mut band, &polygons);
            }
            outlines.push(polygons);
        }
    }
    let thickness = 1.6 * (f64::from(width.min(height)) / 420.0).clamp(1.0, 6.0);
    for polygons in &outlines {
        for points in &polygons.loops {
            let closing = polygons.closed.then(|| points.first().copied()).flatten();
            let next = points.iter().skip(1).copied().chain(closing);
            for (&a, b) in points.iter().zip(next) {
                line::draw(&mut band, &Stroke { a, b, width: thickness, ink: 0.95 }, |_| true);
            }
        }
    }
    Image { width, height, pixels: band.bytes() }
}

/// Fills by the even–odd rule.
fn fill_polygons(band: &mut Band, polygons: &Polygons) {
    let mut edges: Vec<(DVec2, DVec2)> = Vec::new();
    for points in &polygons.loops {
        let next = points.iter().cycle().skip(1);
        edges.extend(
            points.iter().zip(next).filter(|(a, b)| a.y != b.y).map(|(&a, &b)| if a.y < b.y { (a, b) } else { (b, a) }),
        );
    }
    edges.sort_by(|a, b| a.0.y.total_cmp(&b.0.y));
    let share = 1.0 / SUBROWS as f32;
    let mut active: Vec<(DVec2, DVec2)> = Vec::new();
    let mut waiting = edges.into_iter().peekable();
    let mut coverage = vec![0.0f32; band.width];
    let mut crossings: Vec<f64> = Vec::new();
    for row in 0..band.rows {
        coverage.fill(0.0);
        for sub in 0..SUBROWS {
            let y = row as f64 + (sub as f64 + 0.5) / SUBROWS as f64;
            while let Some(edge) = waiting.next_if(|edge| edge.0.y <= y) {
                active.push(edge);
            }
            active.retain(|edge| edge.1.y > y);
            crossings.clear();
            crossings.extend(active.iter().map(|(a, b)| a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y)));
            crossings.sort_by(f64::total_cmp);
            for span in crossings.chunks_exact(2) {
                cover(&mut coverage, span[0], span[1], share);
            }
        }
        for (column, &covered) in coverage.iter().enumerate().filter(|(_, covered)| **covered > 0.0) {
            let color = &mut band.colors[row * band.width + column];
            for (channel, fill) in color.iter_mut().zip(polygons.fill) {
                *channel += (fill - *channel) * covered.min(1.0);
            }
        }
    }
}

/// Adds the part of each pixel between two places in a row.
fn cover(coverage: &mut [f32], from: f64, to: f64, share: f32) {
    let limit = coverage.len() as f64;
    let (from, to) = (from.clamp(0.0, limit), to.clamp(0.0, limit));
    let last = (to.ceil() as usize).min(coverage.len());
    for (column, covered) in coverage.iter_mut().enumerate().take(last).skip(from as usize) {
        let left = (column as f64).max(from);
        let right = (column as f64 + 1.0).min(to);
        *covered += (right - left).max(0.0) as f32 * share;
    }
}
