//! Lengths, middles and extremes of edges.

use glam::DVec3;

use super::face::Integrator;
use super::quadrature::Fineness;
use crate::geom::brep::{Body, Curve3, Edge, on_both};
use crate::model::{EdgeInfo, trig};

impl Integrator<'_> {
    /// Length of an edge.
    pub(super) fn length(&self, index: u32) -> f64 {
        let Some(edge) = self.body.edges.get(index as usize) else { return 0.0 };
        match &edge.curve {
            Curve3::Line => ends(self.body, edge).map_or(0.0, |(a, b)| a.distance(b)),
            Curve3::Circle { radius, from, to, .. } => radius * (to - from).to_radians(),
            Curve3::Ellipse { .. } => {
                let sum = |level| -> f64 {
                    self.nodes(index, Fineness::Level(level)).iter().map(|node| node.step.length()).sum()
                };
                let mut length = sum(0);
                for level in 1..=6 {
                    let finer = sum(level);
                    let settled = (finer - length).abs() <= 1e-15 * finer;
                    length = finer;
                    if settled {
                        break;
                    }
                }
                length
            }
            Curve3::Points(_) => self.nodes(index, Fineness::FourthDegree).iter().map(|node| node.step.length()).sum(),
        }
    }

    /// What a program sees of an edge.
    pub(super) fn edge_info(&self, index: u32) -> Option<EdgeInfo> {
        let edge = self.body.edges.get(index as usize)?;
        let length = self.length(index);
        let (curve, midpoint) = match &edge.curve {
            Curve3::Line => ("line", self.body.edge_point(edge, 0.5)?),
            Curve3::Circle { .. } => ("circle", self.body.edge_point(edge, 0.5)?),
            Curve3::Ellipse { from, to, .. } => ("ellipse", self.ellipse_middle(&edge.curve, *from, *to, length)?),
            Curve3::Points(_) => ("curve", self.points_middle(index, length)?),
        };
        Some(EdgeInfo { curve, length, ends: ends(self.body, edge)?, midpoint })
    }

    fn ellipse_middle(&self, curve: &Curve3, from: f64, to: f64, length: f64) -> Option<DVec3> {
        let Curve3::Ellipse { frame, major, minor, .. } = *curve else { return None };
        // The length grows with the parameter: halve the interval.
        let (mut low, mut high) = (from, to);
        for _ in 0..50 {
            let middle = 0.5 * (low + high);
            let head = Edge { curve: Curve3::Ellipse { frame, major, minor, from, to: middle }, start: 0, end: 0 };
            let body = Body { vertices: vec![frame.origin], edges: vec![head], ..Body::default() };
            if Integrator::new(&body, DVec3::ZERO).length(0) < 0.5 * length {
                low = middle;
            } else {
                high = middle;
            }
        }
        curve.angular_point(0.5 * (low + high))
    }

    fn points_middle(&self, index: u32, length: f64) -> Option<DVec3> {
        let mut walked = 0.0;
        let nodes = self.nodes(index, Fineness::FourthDegree);
        for node in &nodes {
            let step = node.step.length();
            if walked + step >= 0.5 * length {
                return Some(node.point + node.step * ((0.5 * length - walked) / step.max(f64::MIN_POSITIVE) - 0.5));
            }
            walked += step;
        }
        nodes.last().map(|node| node.point)
    }

    /// Calls `visit` with points of an edge that include its extremes along the three axes.
    pub(super) fn extremes(&self, index: u32, visit: &mut impl FnMut(DVec3)) {
        let Some(edge) = self.body.edges.get(index as usize) else { return };
        if let Some((a, b)) = ends(self.body, edge) {
            visit(a);
            visit(b);
        }
        match &edge.curve {
            Curve3::Line => {}
            Curve3::Circle { frame, radius, from, to } => {
                angular_extremes(&edge.curve, frame.x * *radius, frame.y * *radius, *from, *to, visit)
            }
            Curve3::Ellipse { frame, major, minor, from, to } => {
                angular_extremes(&edge.curve, frame.x * *major, frame.y * *minor, *from, *to, visit)
            }
            Curve3::Points(points) => {
                points.iter().for_each(|p| visit(*p));
                let [Some(first), Some(second)] = self.sides(index) else { return };
                for axis in 0..3 {
                    for sign in [1.0, -1.0] {
                        let best = (0..points.len())
                            .max_by(|&a, &b| (sign * points[a][axis]).total_cmp(&(sign * points[b][axis])));
                        let Some(best) = best else { continue };
                        for pair in points
                            .get(best.saturating_sub(1)..(best + 2).min(points.len()))
                            .unwrap_or_default()
                            .windows(2)
                        {
                            let &[a, b] = pair else { continue };
                            let Some(direction) = (b - a).try_normalize() else { continue };
                            let at = |t: f64| on_both(a + (b - a) * t, direction, a.distance(b), first, second);
                            let rises = |t: f64| at(t).map(|(_, tangent)| sign * tangent[axis] > 0.0);
                            if (rises(0.0), rises(1.0)) != (Some(true), Some(false)) {
                                continue;
                            }
                            let (mut low, mut high) = (0.0, 1.0);
                            for _ in 0..40 {
                                let middle = 0.5 * (low + high);
                                match rises(middle) {
                                    Some(true) => low = middle,
                                    _ => high = middle,
                                }
                            }
                            if let Some((point, _)) = at(low) {
                                visit(point);
                            }
                        }
                    }
                }
            }
        }
    }
}

fn ends(body: &Body, edge: &Edge) -> Option<(DVec3, DVec3)> {
    Some((*body.vertices.get(edge.start as usize)?, *body.vertices.get(edge.end as usize)?))
}

fn angular_extremes(curve: &Curve3, x: DVec3, y: DVec3, from: f64, to: f64, visit: &mut impl FnMut(DVec3)) {
    for axis in 0..3 {
        let peak = trig::atan2(y[axis], x[axis]);
        for t in [peak, peak + 180.0] {
            let t = from + (t - from).rem_euclid(360.0);
            if t <= to {
                curve.angular_point(t).into_iter().for_each(&mut *visit);
            }
        }
    }
}
