//! Integrals over faces by Green's theorem in the parameters of each surface.
//!
//! The integral of `f` over a face is the sum over its loops of `−∫ P du`, where `P(u, v)` integrates
//! `f` times the area element along `v`. Cylinders may start anywhere, cones start at the apex. On spheres and
//! tori the sum is right up to whole surfaces; the area, known to lie between nothing and the whole surface,
//! tells how many. Loops that turn around a torus the short way also add what lies left of their start. A torus
//! that meets its axis in two tips is treated as a sphere; loops may run through its tips.

use glam::DVec3;

use super::quadrature::{Fineness, GAUSS_2, GAUSS_24, Node, Rule, nodes};
use crate::geom::brep::{Body, BodyFace, Coedge, Curve3, EdgeUse, Surface};
use crate::model::{Frame, tolerance, trig};

/// Surface integrals about a point of reference; `p` is relative to it, `n` the normal.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sums {
    /// ∫ 1
    pub area: f64,
    /// ∫ p
    pub first: DVec3,
    /// ∫ p·n, three times the volume of the cone to the reference
    pub flux: f64,
    /// ∫ p (p·n)
    pub flux_first: DVec3,
    /// ∫ p pᵀ (p·n): xx yy zz, yz zx xy
    pub flux_second: [DVec3; 2],
}

impl Sums {
    fn at(p: DVec3, n: DVec3, weight: f64) -> Sums {
        let flux = p.dot(n) * weight;
        Sums {
            area: weight,
            first: p * weight,
            flux,
            flux_first: p * flux,
            flux_second: [p * p * flux, DVec3::new(p.y * p.z, p.z * p.x, p.x * p.y) * flux],
        }
    }

    pub(super) fn add(&mut self, other: &Sums, factor: f64) {
        self.area += other.area * factor;
        self.first += other.first * factor;
        self.flux += other.flux * factor;
        self.flux_first += other.flux_first * factor;
        self.flux_second[0] += other.flux_second[0] * factor;
        self.flux_second[1] += other.flux_second[1] * factor;
    }

    fn differs(&self, other: &Sums, size: f64) -> bool {
        let area = (self.area - other.area).abs() > 1e-14 * size * size;
        area || (self.flux - other.flux).abs() > 1e-14 * size * size * size
    }
}

/// A body being integrated: who uses its edges, and the nodes of its point curves.
pub(super) struct Integrator<'a> {
    pub body: &'a Body,
    pub uses: Vec<[Option<EdgeUse>; 2]>,
    pub reference: DVec3,
}

impl<'a> Integrator<'a> {
    pub(super) fn new(body: &'a Body, reference: DVec3) -> Self {
        Self { body, uses: body.edge_uses(), reference }
    }

    /// The surfaces on both sides of an edge.
    pub(super) fn sides(&self, edge: u32) -> [Option<&'a Surface>; 2] {
        let of = |side: usize| {
            let used = self.uses.get(edge as usize).and_then(|pair| pair.get(side).copied().flatten())?;
            self.body.faces.get(used.face as usize).map(|face| &face.surface)
        };
        [of(0), of(1)]
    }

    pub(super) fn nodes(&self, edge: u32, fineness: Fineness) -> Vec<Node> {
        self.body
            .edges
            .get(edge as usize)
            .map_or_else(Vec::new, |known| nodes(self.body, known, self.sides(edge), fineness))
    }

    /// Nodes in the direction of the coedge.
    fn along(&self, coedge: Coedge, fineness: Fineness) -> Vec<Node> {
        let mut nodes = self.nodes(coedge.edge, fineness);
        if !coedge.forward {
            nodes.reverse();
            nodes.iter_mut().for_each(|node| node.step = -node.step);
        }
        nodes
    }

    /// The integrals over a face, normal outward.
    pub(super) fn face(&self, face: &BodyFace) -> Sums {
        let mut sums = match &face.surface {
            Surface::Plane { frame } => self.plane(frame, &face.loops),
            surface => self.curved(surface, face),
        };
        if !face.outward {
            // The loops run the other way around: only what does not contain the normal changes sign.
            sums.area = -sums.area;
            sums.first = -sums.first;
        }
        sums
    }

    fn plane(&self, frame: &Frame, loops: &[Vec<Coedge>]) -> Sums {
        let height = (frame.origin - self.reference).dot(frame.z);
        let (mut area, mut x1, mut y1, mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
        for coedge in loops.iter().flatten() {
            for node in self.along(*coedge, Fineness::FourthDegree) {
                let p = node.point - self.reference;
                let (x, y, dy) = (p.dot(frame.x), p.dot(frame.y), node.step.dot(frame.y));
                area += x * dy;
                x1 += 0.5 * x * x * dy;
                y1 += x * y * dy;
                xx += x * x * x * dy / 3.0;
                yy += x * y * y * dy;
                xy += 0.5 * x * x * y * dy;
            }
        }
        let (ex, ey, ez) = (frame.x, frame.y, frame.z * height);
        let first = ex * x1 + ey * y1 + ez * area;
        let second = |i: usize, j: usize| {
            let (xi, yi, zi, xj, yj, zj) = (ex[i], ey[i], ez[i], ex[j], ey[j], ez[j]);
            xi * xj * xx
                + yi * yj * yy
                + (xi * yj + yi * xj) * xy
                + (xi * zj + zi * xj) * x1
                + (yi * zj + zi * yj) * y1
                + zi * zj * area
        };
        Sums {
            area,
            first,
            flux: height * area,
            flux_first: first * height,
            flux_second: [
                DVec3::new(second(0, 0), second(1, 1), second(2, 2)) * height,
                DVec3::new(second(1, 2), second(2, 0), second(0, 1)) * height,
            ],
        }
    }

    fn curved(&self, surface: &Surface, face: &BodyFace) -> Sums {
        let mut chart = Chart::new(surface, self.clear_axis(surface, face), self.reference);
        self.place_base(&mut chart, face);
        let mut sums = Sums::default();
        for chain in &face.loops {
            self.chain(&chart, chain, face.outward, &mut sums);
        }
        if let Some(whole) = chart.whole() {
            let area = if face.outward { sums.area } else { -sums.area };
            let missing = if face.loops.is_empty() { 1.0 } else { -(area / whole.area).floor() };
            // Raw area changes sign with the side, raw flux does not: whole surfaces count as the loops do.
            sums.add(&whole, if face.outward { missing } else { -missing });
        }
        sums
    }

    /// Starts the columns of a wall or a torus near its boundary where the face reaches no tip, against cancellation.
    fn place_base(&self, chart: &mut Chart, face: &BodyFace) {
        let vertices = || {
            let starts = face.loops.iter().flatten().filter_map(|&coedge| self.body.coedge_start(coedge));
            starts.filter_map(|at| self.body.vertices.get(at as usize))
        };
        let Some(&first) = vertices().next() else { return };
        let tips = match chart.surface {
            Surface::Cylinder { .. } => [None, None],
            Surface::Cone { .. } => [Some(chart.frame.origin + chart.frame.z * chart.base), None],
            Surface::Torus { .. } => {
                chart.tip.map_or([None, None], |tip| [-tip, tip].map(|at| Some(chart.axis_point(at))))
            }
            _ => return,
        };
        let mut tips = tips.into_iter().flatten().peekable();
        let has_tips = tips.peek().is_some();
        let near = tips.any(|tip| vertices().any(|v| v.distance(tip) <= 10.0 * tolerance::LINEAR));
        let turns = || face.loops.iter().map(|chain| self.body.unrolled(chart.surface, chain).0.0).sum::<i64>();
        if !(near || has_tips && turns() != 0) {
            chart.base = chart.height(first, None);
        }
    }

    fn chain(&self, chart: &Chart, chain: &[Coedge], outward: bool, sums: &mut Sums) {
        let mut v: Option<f64> = None;
        let mut start = None;
        for &coedge in chain {
            let Some(edge) = self.body.edges.get(coedge.edge as usize) else { continue };
            if matches!(chart.surface, Surface::Cylinder { .. } | Surface::Cone { .. })
                && matches!(edge.curve, Curve3::Line)
            {
                continue; // A ruling: the angle does not change.
            }
            let first = self.body.coedge_start(coedge).and_then(|at| self.body.vertices.get(at as usize));
            if let Some(&vertex) = first {
                v = Some(chart.height(vertex, v));
                start = start.or(v.map(|v| (vertex, v)));
            }
            if chart.is_meridian(&edge.curve) {
                for node in self.along(coedge, Fineness::Level(0)) {
                    v = Some(chart.height(node.point, v));
                }
                continue;
            }
            let exact = chart.is_parallel(&edge.curve) || matches!(edge.curve, Curve3::Points(_) | Curve3::Line);
            let (mut here, mut end) =
                self.piece(chart, coedge, if exact { Fineness::FourthDegree } else { Fineness::Level(0) }, v);
            for level in 1..=6 {
                if exact {
                    break;
                }
                let (finer, finer_end) = self.piece(chart, coedge, Fineness::Level(level), v);
                let settled = !finer.differs(&here, chart.size);
                (here, end) = (finer, finer_end);
                if settled {
                    break;
                }
            }
            sums.add(&here, 1.0);
            v = end;
        }
        if let Some(tip) = chart.tip {
            self.turn_at_tip(chart, tip, chain, outward, sums);
            return;
        }
        if let (Surface::Torus { .. }, Some(v_end), Some((vertex, v_start))) = (chart.surface, v, start) {
            let turns = ((chart.height(vertex, Some(v_end)) - v_start) / 360.0).round();
            if turns != 0.0 {
                sums.add(&chart.left_of(vertex), turns);
            }
        }
    }

    /// A loop through the upper tip of a surface turns there without moving; the column above it counts.
    fn turn_at_tip(&self, chart: &Chart, tip: f64, chain: &[Coedge], outward: bool, sums: &mut Sums) {
        let place = chart.axis_point(tip);
        for (number, &coedge) in chain.iter().enumerate() {
            let end = self.body.coedge_end(coedge).and_then(|at| self.body.vertices.get(at as usize));
            if end.is_none_or(|p| p.distance(place) > 10.0 * tolerance::LINEAR) {
                continue;
            }
            let arriving = self.meridian_at(chart, place, coedge, true).filter(|(_, is_upper)| *is_upper);
            let leaving = self.meridian_at(chart, place, chain[(number + 1) % chain.len()], false);
            let (Some((before, _)), Some((after, _))) = (arriving, leaving) else { continue };
            let turn = (after - before).rem_euclid(360.0);
            // With the face below on the left the tip is walked against the angle.
            let turn = if outward && turn > 0.0 { turn - 360.0 } else { turn };
            for &(t, w) in GAUSS_24.iter() {
                chart.column(chart.radial(before + turn * t), chart.base, tip, -(turn * w).to_radians(), sums);
            }
        }
    }

    /// The angle at which a coedge ends (or starts) at a tip, and whether it is the upper one: both tips of a tube
    /// that only touches its axis are one place.
    fn meridian_at(&self, chart: &Chart, tip: DVec3, coedge: Coedge, ends: bool) -> Option<(f64, bool)> {
        let mut nodes = self.along(coedge, Fineness::Level(0));
        if ends {
            nodes.reverse();
        }
        let mut away = nodes.iter().map(|node| node.point).filter(|p| p.distance(tip) > 10.0 * tolerance::LINEAR);
        let nearest = away.next()?;
        let along_meridian =
            self.body.edges.get(coedge.edge as usize).is_some_and(|edge| chart.is_meridian(&edge.curve));
        // Along a meridian every point has the same angle, that far from the axis with the most digits.
        let clearest = if along_meridian {
            away.fold(nearest, |a, b| if chart.rho(b) > chart.rho(a) { b } else { a })
        } else {
            nearest
        };
        Some((chart.angle(clearest), chart.height(nearest, None) >= 0.0))
    }

    fn piece(&self, chart: &Chart, coedge: Coedge, fineness: Fineness, mut v: Option<f64>) -> (Sums, Option<f64>) {
        let mut sums = Sums::default();
        for node in self.along(coedge, fineness) {
            let height = chart.height(node.point, v);
            v = Some(height);
            chart.add_column(node, height, &mut sums);
        }
        (sums, v)
    }

    /// The frame whose axis keeps farthest from the edges of a spherical face; other surfaces have their own.
    fn clear_axis(&self, surface: &Surface, face: &BodyFace) -> Frame {
        let own = *surface.frame();
        let Surface::Sphere { .. } = surface else { return own };
        let chart = Chart::new(surface, own, self.reference);
        let edges = || face.loops.iter().flatten().filter_map(|coedge| self.body.edges.get(coedge.edge as usize));
        if edges().all(|edge| chart.is_parallel(&edge.curve)) {
            return own;
        }
        let points: Vec<DVec3> = edges()
            .flat_map(|edge| (0..=16).filter_map(|step| self.body.edge_point(edge, f64::from(step) / 16.0)))
            .filter_map(|p| (p - own.origin).try_normalize())
            .collect();
        let clearance = |axis: DVec3| points.iter().map(|p| p.cross(axis).length()).fold(f64::INFINITY, f64::min);
        let mut best = (own, clearance(own.z));
        for direction in [
            (1.0, 0.0, 0.0),
            (0.0, 1.0, 0.0),
            (1.0, 1.0, 1.0),
            (1.0, -1.0, 1.0),
            (-1.0, 1.0, 1.0),
            (1.0, 1.0, -1.0),
            (0.3, 0.8, 0.5),
            (0.8, -0.3, 0.5),
            (-0.5, 0.3, 0.8),
            (0.5, 0.8, -0.3),
            (0.9, 0.2, -0.4),
            (0.2, -0.9, 0.4),
        ] {
            let axis = own.direction(DVec3::from(direction));
            if let Some(frame) =
                Frame::new(own.origin, if axis.cross(own.x).length() > 0.5 { own.x } else { own.y }, axis)
            {
                let room = clearance(frame.z);
                if room > best.1 + 1e-6 {
                    best = (frame, room);
                }
            }
        }
        best.0
    }

    /// Whether a point of a sphere (given as a unit direction from the centre) lies in the face: seen from that
    /// pole the loops enclose less than nothing.
    pub(super) fn sphere_contains(&self, face: &BodyFace, direction: DVec3) -> bool {
        if face.loops.is_empty() {
            return true;
        }
        let own = face.surface.frame();
        let side = if direction.cross(own.x).length() > 0.5 { own.x } else { own.y };
        let Some(frame) = Frame::new(own.origin, side, direction) else { return false };
        let chart = Chart::new(&face.surface, frame, self.reference);
        let mut sums = Sums::default();
        for chain in &face.loops {
            self.chain(&chart, chain, face.outward, &mut sums);
        }
        if face.outward { sums.area < 0.0 } else { sums.area > 0.0 }
    }
}

/// A surface of revolution with the frame its parameters are taken in.
struct Chart<'a> {
    surface: &'a Surface,
    frame: Frame,
    reference: DVec3,
    /// Where columns begin: a height, or degrees.
    base: f64,
    slope: f64,
    size: f64,
    /// The height of the upper tip of a torus that meets its axis; the lower one is as far below.
    tip: Option<f64>,
}

impl<'a> Chart<'a> {
    fn new(surface: &'a Surface, frame: Frame, reference: DVec3) -> Self {
        let mut tip = None;
        let (base, slope, size) = match *surface {
            Surface::Plane { .. } => (0.0, 0.0, 1.0),
            Surface::Cylinder { radius, .. } => (0.0, 0.0, radius),
            Surface::Cone { radius, half_angle, .. } => {
                let slope = trig::tan(half_angle);
                (-radius / slope, slope, radius)
            }
            Surface::Sphere { radius, .. } => (-90.0, 0.0, radius),
            Surface::Torus { major, minor, .. } if major <= minor => {
                let reach = surface.tips()[1].unwrap_or(180.0);
                tip = Some(reach);
                (-reach, 0.0, minor)
            }
            Surface::Torus { major, minor, .. } => (0.0, 0.0, major + minor),
        };
        let size = size.max((frame.origin - reference).length());
        Self { surface, frame, reference, base, slope, size, tip }
    }

    /// Whether the curve is a circle about the axis, along which `v` is constant.
    fn is_parallel(&self, curve: &Curve3) -> bool {
        let Curve3::Circle { frame, radius, .. } = curve else { return false };
        let off = frame.origin - self.frame.origin;
        let across = off - self.frame.z * off.dot(self.frame.z);
        frame.z.cross(self.frame.z).length() < 1e-12 && across.length() <= 1e-12 * (radius + off.length() + self.size)
    }

    /// Whether the curve is a circle in a plane through the axis, along which the angle is constant.
    fn is_meridian(&self, curve: &Curve3) -> bool {
        let Curve3::Circle { frame, .. } = curve else { return false };
        let off = (frame.origin - self.frame.origin).dot(frame.z);
        frame.z.dot(self.frame.z).abs() < 1e-12 && off.abs() <= 1e-12 * (self.size + frame.origin.length())
    }

    /// The parameter `v` of a point; on tori the turn nearest to `near`.
    fn height(&self, point: DVec3, near: Option<f64>) -> f64 {
        let local = self.frame.local(point);
        let rho = || self.rho(point);
        match *self.surface {
            Surface::Plane { .. } | Surface::Cylinder { .. } => local.z,
            Surface::Cone { .. } => local.z,
            Surface::Sphere { .. } => trig::atan2(local.z, rho()),
            Surface::Torus { major, .. } => {
                let v = trig::atan2(local.z, rho() - major);
                near.filter(|_| self.tip.is_none()).map_or(v, |near| v + ((near - v) / 360.0).round() * 360.0)
            }
        }
    }

    /// The distance of a point from the axis.
    fn rho(&self, point: DVec3) -> f64 {
        let local = self.frame.local(point);
        libm::hypot(local.x, local.y)
    }

    /// Adds `−P du` of one node.
    fn add_column(&self, node: Node, height: f64, sums: &mut Sums) {
        let off = node.point - self.frame.origin;
        let (x, y) = (off.dot(self.frame.x), off.dot(self.frame.y));
        let square = x * x + y * y;
        if square == 0.0 || square.is_nan() {
            return;
        }
        let turn = (x * node.step.dot(self.frame.y) - y * node.step.dot(self.frame.x)) / square;
        let radial = (self.frame.x * x + self.frame.y * y) / square.sqrt();
        self.column(radial, self.base, height, -turn, sums);
    }

    /// Adds `factor · ∫ f dv` from `low` to `high` at the angle of `radial`.
    fn column(&self, radial: DVec3, low: f64, high: f64, factor: f64, sums: &mut Sums) {
        let rule: &Rule = match self.surface {
            Surface::Sphere { .. } | Surface::Torus { .. } => &GAUSS_24,
            _ => &GAUSS_2,
        };
        let width = high - low;
        let center = self.frame.origin - self.reference;
        for &(t, w) in rule {
            let v = low + width * t;
            let weight = factor * width * w;
            let (p, n, area) = match *self.surface {
                Surface::Plane { .. } => return,
                Surface::Cylinder { radius, .. } => (center + radial * radius + self.frame.z * v, radial, radius),
                Surface::Cone { radius, .. } => {
                    let here = radius + v * self.slope;
                    // The normal times the ratio of the area element to `here`.
                    let n = radial - self.frame.z * self.slope;
                    let stretch = (1.0 + self.slope * self.slope).sqrt();
                    (center + radial * here + self.frame.z * v, n / stretch, here * stretch)
                }
                Surface::Sphere { radius, .. } => {
                    let (sin, cos) = trig::sin_cos(v);
                    let n = radial * cos + self.frame.z * sin;
                    (center + n * radius, n, (radius * radius * cos).to_radians())
                }
                Surface::Torus { major, minor, .. } => {
                    let (sin, cos) = trig::sin_cos(v);
                    let n = radial * cos + self.frame.z * sin;
                    let area = (major + minor * cos) * minor;
                    (center + radial * major + n * minor, n, area.to_radians())
                }
            };
            sums.add(&Sums::at(p, n, area * weight), 1.0);
        }
    }

    /// The angle of a point about the axis.
    fn angle(&self, point: DVec3) -> f64 {
        let local = self.frame.local(point);
        trig::atan2(local.y, local.x)
    }

    /// The direction away from the axis at an angle.
    fn radial(&self, angle: f64) -> DVec3 {
        let (sin, cos) = trig::sin_cos(angle);
        self.frame.x * cos + self.frame.y * sin
    }

    /// The place of a tip of a torus.
    fn axis_point(&self, tip: f64) -> DVec3 {
        let Surface::Torus { minor, .. } = *self.surface else { return self.frame.origin };
        self.frame.origin + self.frame.z * (minor * trig::sin(tip))
    }

    /// The integrals over the whole surface, where it is closed.
    fn whole(&self) -> Option<Sums> {
        let (low, high) = match self.surface {
            Surface::Sphere { .. } => (-90.0, 90.0),
            Surface::Torus { .. } => self.tip.map_or((0.0, 360.0), |tip| (-tip, tip)),
            _ => return None,
        };
        let mut sums = Sums::default();
        for step in 0..8 {
            self.column(self.radial(45.0 * f64::from(step)), low, high, 45f64.to_radians(), &mut sums);
        }
        Some(sums)
    }

    /// The integrals over the part of a torus between angle 0 and the angle of `point`.
    fn left_of(&self, point: DVec3) -> Sums {
        let angle = self.angle(point);
        let mut sums = Sums::default();
        for &(t, w) in GAUSS_24.iter() {
            self.column(self.radial(angle * t), 0.0, 360.0, (angle * w).to_radians(), &mut sums);
        }
        sums
    }
}
