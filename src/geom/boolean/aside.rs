//! What no other operand reaches is set aside before the mesh boolean and put back into its result.
//!
//! A plate of a thousand holes that meets one skew drill gives the mesh kernel the plate without the holes beside
//! the drill. A *feature* is a set of faces that hangs on the rest of its body by inner loops of plane faces
//! only (holes, pockets, bosses, and whole shells); without it and those loops the body is closed again. Where the
//! box of a feature (along the axes of the first operand's first plane) misses the boxes of the operands that could
//! change it, the boolean neither sees nor changes it:
//! - of a union, and of the first operand of a cut, it comes back as it was;
//! - of a tool, and of an intersection, it lies outside the result and is dropped.

use glam::{DVec2, DVec3};

use crate::geom::brep::{Body, BodyFace, Coedge, Curve3, DisjointSets, Edge, EdgeUse, Surface};
use crate::geom::planar::{Contour, PlanarRegion, Segment, measure::contains};
use crate::model::{BooleanOp, Frame, tolerance};
use crate::text::Span;

/// Pieces that curves other than lines and circles are divided into when it is asked on which side a point lies.
const PIECES: u32 = 128;

/// Least and greatest corner of a box.
type Bounds = (DVec3, DVec3);
const NOTHING: Bounds = (DVec3::INFINITY, DVec3::NEG_INFINITY);

/// The box around two boxes.
fn around((a, b): Bounds, (c, d): Bounds) -> Bounds {
    (a.min(c), b.max(d))
}

/// Operands without what is set aside, and what has to come back.
pub(super) struct Aside {
    /// The operands that remain, in order.
    pub(super) bodies: Vec<Body>,
    fragments: Vec<Fragment>,
}

/// Faces taken from a body, with all their edges and vertices.
#[derive(Default)]
struct Fragment {
    body: Body,
    seats: Vec<Seat>,
}

/// An inner loop of a plane face that stays, whose other side is a fragment.
struct Seat {
    frame: Frame,
    outward: bool,
    chain: Vec<Coedge>,
}

impl Aside {
    /// Takes apart what can be; `None` when that is nothing.
    pub(super) fn new(op: BooleanOp, bodies: &[&Body]) -> Option<Aside> {
        let plane = bodies.first()?.faces.iter().find(|face| matches!(face.surface, Surface::Plane { .. }))?;
        let axes = plane.surface.frame();
        let whole = |body: &&Body| body.faces.iter().fold(NOTHING, |all, face| around(all, face_box(body, face, axes)));
        let boxes: Vec<Bounds> = bodies.iter().map(whole).collect();
        let mut aside = Aside { bodies: Vec::with_capacity(bodies.len()), fragments: Vec::new() };
        let mut any = false;
        for (index, body) in bodies.iter().enumerate() {
            let others =
                || boxes.iter().enumerate().filter(move |(other, _)| *other != index).map(|(_, bounds)| bounds);
            let remote = |own: &Bounds| match op {
                BooleanOp::Union => others().all(|other| !meet(own, other)),
                BooleanOp::Cut if index == 0 => others().all(|other| !meet(own, other)),
                BooleanOp::Cut => !meet(own, &boxes[0]),
                BooleanOp::Intersect => others().any(|other| !meet(own, other)),
            };
            let Some(removed) = removable(body, axes, remote) else {
                aside.bodies.push((*body).clone());
                continue;
            };
            any = true;
            let (rest, fragment) = split(body, &removed);
            aside.bodies.push(rest);
            if op == BooleanOp::Union || (op == BooleanOp::Cut && index == 0) {
                aside.fragments.push(fragment);
            }
        }
        any.then_some(aside)
    }

    /// Puts everything back into the result of the remaining operands; `None` when a place is not found in it, as in
    /// a body that was kept as triangles.
    pub(super) fn put_back(&self, mut result: Body) -> Option<Body> {
        let hosts = Hosts::new(&result);
        let mut additions: Vec<(usize, Vec<Coedge>)> = Vec::new();
        let mut first_edge = result.edges.len() as u32;
        for fragment in &self.fragments {
            for seat in &fragment.seats {
                let chain = seat.chain.iter().map(|use_| Coedge { edge: use_.edge + first_edge, ..*use_ }).collect();
                additions.push((hosts.find(&result, fragment, seat)?, chain));
            }
            first_edge += fragment.body.edges.len() as u32;
        }
        for fragment in &self.fragments {
            result.put_beside(&fragment.body);
        }
        for (face, chain) in additions {
            result.faces[face].loops.push(chain);
        }
        result.find_shells();
        Some(result)
    }
}

/// Whether boxes come closer than anything is moved in the boolean.
fn meet((a, b): &Bounds, (c, d): &Bounds) -> bool {
    let gap = DVec3::splat(100.0 * tolerance::LINEAR);
    (*a - gap).cmple(*d).all() && (*c - gap).cmple(*b).all()
}

/// For every face whether it can be taken out; `None` when none can, or all.
fn removable(body: &Body, axes: &Frame, remote: impl Fn(&Bounds) -> bool) -> Option<Vec<bool>> {
    let uses = body.edge_uses();
    let hosted = |at: EdgeUse| at.chain > 0 && matches!(body.faces[at.face as usize].surface, Surface::Plane { .. });
    let mut sets = DisjointSets::new(body.faces.len());
    // Host face, its loop, and the face on the other side of it.
    let mut attachments: Vec<([u32; 2], u32)> = Vec::new();
    for [a, b] in &uses {
        let (Some(a), Some(b)) = (*a, *b) else { return None };
        match (hosted(a), hosted(b)) {
            (false, false) => sets.join(a.face, b.face),
            (first, second) => {
                attachments.extend(first.then_some(([a.face, a.chain], b.face)));
                attachments.extend(second.then_some(([b.face, b.chain], a.face)));
            }
        }
    }
    let set_of: Vec<u32> = (0..body.faces.len() as u32).map(|face| sets.find(face)).collect();
    let mut bounds: Vec<Bounds> = vec![NOTHING; body.faces.len()];
    for (face, set) in body.faces.iter().zip(&set_of) {
        let known = &mut bounds[*set as usize];
        *known = around(*known, face_box(body, face, axes));
    }
    let mut free: Vec<bool> =
        (0..body.faces.len()).map(|set| set_of[set] == set as u32 && remote(&bounds[set])).collect();
    // A host goes only with all its guests, and the guests of one loop go together.
    attachments.sort_unstable();
    loop {
        let mut changed = false;
        for loop_ in attachments.chunk_by(|(a, _), (b, _)| a == b) {
            let host = set_of[loop_[0].0[0] as usize] as usize;
            let guests = || loop_.iter().map(|(_, guest)| set_of[*guest as usize] as usize);
            if guests().all(|guest| free[guest]) {
                continue;
            }
            for set in guests().chain([host]) {
                changed |= std::mem::replace(&mut free[set], false);
            }
        }
        if !changed {
            break;
        }
    }
    let removed: Vec<bool> = set_of.iter().map(|set| free[*set as usize]).collect();
    let count = removed.iter().filter(|removed| **removed).count();
    (count > 0 && count < removed.len()).then_some(removed)
}

/// A box around a face along the axes of a frame; arcs count as whole circles.
fn face_box(body: &Body, face: &BodyFace, axes: &Frame) -> Bounds {
    let mut bounds = NOTHING;
    let mut add = |center: DVec3, extent: DVec3| {
        let center = axes.local(center);
        bounds = around(bounds, (center - extent, center + extent));
    };
    // How far a circle or ellipse with these half axes reaches along the axes.
    let round = |x: DVec3, y: DVec3| {
        DVec3::from([axes.x, axes.y, axes.z].map(|axis| (x.dot(axis) * x.dot(axis) + y.dot(axis) * y.dot(axis)).sqrt()))
    };
    for coedge in face.loops.iter().flatten() {
        let edge = &body.edges[coedge.edge as usize];
        for end in [edge.start, edge.end] {
            add(body.vertices[end as usize], DVec3::ZERO);
        }
        match &edge.curve {
            Curve3::Line => {}
            Curve3::Circle { frame, radius, .. } => add(frame.origin, round(frame.x * *radius, frame.y * *radius)),
            Curve3::Ellipse { frame, major, minor, .. } => add(frame.origin, round(frame.x * *major, frame.y * *minor)),
            Curve3::Points(points) => points.iter().for_each(|p| add(*p, DVec3::ZERO)),
        }
    }
    match face.surface {
        Surface::Plane { .. } | Surface::Cylinder { .. } => {}
        Surface::Cone { frame, .. } => {
            let height = face.surface.apex_height().unwrap_or_default();
            add(frame.origin + frame.z * height, DVec3::ZERO);
        }
        Surface::Sphere { frame, radius } => add(frame.origin, DVec3::splat(radius)),
        Surface::Torus { frame, major, minor } => {
            add(frame.origin, round(frame.x * major, frame.y * major) + DVec3::splat(minor));
        }
    }
    bounds
}

/// The body without some faces, closed where they hung on it, and these faces.
fn split(body: &Body, removed: &[bool]) -> (Body, Fragment) {
    let (mut rest, mut taken) = (Part::new(body), Part::new(body));
    let mut of_taken = vec![false; body.edges.len()];
    for (face, _) in body.faces.iter().zip(removed).filter(|(_, removed)| **removed) {
        face.loops.iter().flatten().for_each(|coedge| of_taken[coedge.edge as usize] = true);
        taken.add(face);
    }
    let mut seats = Vec::new();
    for (face, _) in body.faces.iter().zip(removed).filter(|(_, removed)| !**removed) {
        let is_seat = |chain: &Vec<Coedge>| chain.first().is_some_and(|first| of_taken[first.edge as usize]);
        let loops = face.loops.iter().filter(|chain| !is_seat(chain)).cloned().collect();
        rest.add(&BodyFace { surface: face.surface.clone(), outward: face.outward, loops });
        for chain in face.loops.iter().filter(|chain| is_seat(chain)) {
            let chain = chain.iter().map(|coedge| taken.coedge(*coedge)).collect();
            seats.push(Seat { frame: *face.surface.frame(), outward: face.outward, chain });
        }
    }
    let (rest, taken) = (rest.finish(), taken.finish());
    (rest, Fragment { body: taken, seats })
}

/// Some faces of a body, with edges and vertices of their own.
struct Part<'a> {
    whole: &'a Body,
    part: Body,
    edges: Vec<Option<u32>>,
    vertices: Vec<Option<u32>>,
    /// Vertices without edges: the apexes inside cones.
    apexes: Vec<u32>,
}

impl<'a> Part<'a> {
    fn new(whole: &'a Body) -> Self {
        let mut lonely = vec![true; whole.vertices.len()];
        whole.edges.iter().flat_map(|edge| [edge.start, edge.end]).for_each(|v| lonely[v as usize] = false);
        Part {
            whole,
            part: Body { inexact: whole.inexact.clone(), ..Body::default() },
            edges: vec![None; whole.edges.len()],
            vertices: vec![None; whole.vertices.len()],
            apexes: (0..whole.vertices.len() as u32).filter(|v| lonely[*v as usize]).collect(),
        }
    }

    fn vertex(&mut self, old: u32) -> u32 {
        *self.vertices[old as usize].get_or_insert_with(|| {
            self.part.vertices.push(self.whole.vertices[old as usize]);
            self.part.vertices.len() as u32 - 1
        })
    }

    fn coedge(&mut self, old: Coedge) -> Coedge {
        let edge = match self.edges[old.edge as usize] {
            Some(known) => known,
            None => {
                let Edge { curve, start, end } = &self.whole.edges[old.edge as usize];
                let edge = Edge { curve: curve.clone(), start: self.vertex(*start), end: self.vertex(*end) };
                self.part.edges.push(edge);
                let new = self.part.edges.len() as u32 - 1;
                self.edges[old.edge as usize] = Some(new);
                new
            }
        };
        Coedge { edge, ..old }
    }

    fn add(&mut self, face: &BodyFace) {
        let loops = face.loops.iter().map(|chain| chain.iter().map(|old| self.coedge(*old)).collect()).collect();
        self.part.faces.push(BodyFace { surface: face.surface.clone(), outward: face.outward, loops });
        for v in face.surface.tips().into_iter().flatten() {
            let apex = face.surface.point(0.0, v);
            let near = |v: &u32| self.whole.vertices[*v as usize].distance(apex) < tolerance::LINEAR;
            if let Some(v) = self.apexes.iter().copied().find(near) {
                self.vertex(v);
            }
        }
    }

    fn finish(mut self) -> Body {
        self.part.find_shells();
        self.part
    }
}

/// The plane faces of a body as regions.
struct Hosts(Vec<Option<PlanarRegion>>);

impl Hosts {
    fn new(body: &Body) -> Hosts {
        Hosts(body.faces.iter().map(|face| region(body, face)).collect())
    }

    /// The face that a seat lies in.
    fn find(&self, result: &Body, fragment: &Fragment, seat: &Seat) -> Option<usize> {
        let body = &fragment.body;
        let places: Vec<DVec3> = seat
            .chain
            .iter()
            .filter_map(|coedge| body.edges.get(coedge.edge as usize))
            .flat_map(|edge| [0.0, 0.5].map(|s| body.edge_point(edge, s)))
            .collect::<Option<_>>()?;
        let normal = if seat.outward { seat.frame.z } else { -seat.frame.z };
        let mut found = None;
        for (index, (face, region)) in result.faces.iter().zip(&self.0).enumerate() {
            let Some(region) = region else { continue };
            let (frame, facing) = (face.surface.frame(), if face.outward { 1.0 } else { -1.0 });
            let flush = |p: &DVec3| face.surface.distance(*p).abs() <= 4.0 * tolerance::LINEAR;
            if frame.z.dot(normal) * facing < 0.999 || !places.iter().all(flush) {
                continue;
            }
            let within = |p: &DVec3| contains(region, frame.local(*p).truncate());
            match (places.iter().all(within), places.iter().any(within)) {
                (true, _) if found.is_none() => found = Some(index),
                (false, false) => {}
                _ => return None,
            }
        }
        found
    }
}

/// A plane face in the coordinates of its frame.
fn region(body: &Body, face: &BodyFace) -> Option<PlanarRegion> {
    let Surface::Plane { frame } = &face.surface else { return None };
    let flat = |p: DVec3| frame.local(p).truncate();
    let contour = |chain: &Vec<Coedge>| {
        let mut segments = Vec::with_capacity(chain.len());
        for coedge in chain {
            add_segments(body, *coedge, frame, &flat, &mut segments)?;
        }
        let contour = Contour { segments };
        // Seen against the frame's normal the loops run the other way.
        Some(if face.outward { contour } else { contour.reversed() })
    };
    let mut contours = face.loops.iter().map(contour).collect::<Option<Vec<_>>>()?.into_iter();
    Some(PlanarRegion { outer: contours.next()?, holes: contours.collect() })
}

fn add_segments(
    body: &Body,
    coedge: Coedge,
    plane: &Frame,
    flat: &impl Fn(DVec3) -> DVec2,
    segments: &mut Vec<Segment>,
) -> Option<()> {
    let edge = body.edges.get(coedge.edge as usize)?;
    let place = |vertex: Option<u32>| vertex.and_then(|v| body.vertices.get(v as usize)).map(|p| flat(*p));
    let (start, end) = (place(body.coedge_start(coedge))?, place(body.coedge_end(coedge))?);
    match &edge.curve {
        Curve3::Line => segments.push(Segment::line(start, end, Span::default())),
        Curve3::Circle { frame, radius, .. } => {
            let ccw = (frame.z.dot(plane.z) > 0.0) == coedge.forward;
            let center = flat(frame.origin);
            segments.push(if edge.is_closed() {
                Segment::circle(center, *radius, ccw, Span::default())
            } else {
                Segment::arc_between(center, start, end, ccw, Span::default())
            });
        }
        Curve3::Ellipse { .. } | Curve3::Points(_) => {
            let mut from = start;
            for piece in 1..=PIECES {
                let s = f64::from(piece) / f64::from(PIECES);
                let to = match piece {
                    PIECES => end,
                    _ => flat(body.edge_point(edge, if coedge.forward { s } else { 1.0 - s })?),
                };
                segments.push(Segment::line(from, to, Span::default()));
                from = to;
            }
        }
    }
    Some(())
}
