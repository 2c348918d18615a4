//! From the triangles of a boolean back to an exact boundary.
//!
//! Every patch of triangles becomes a face on its carrier; every chain between two patches becomes the
//! line, circle or ellipse in which the carriers meet, or points projected on both of them; every node is
//! projected on all carriers around it. Nothing is fitted to the triangles: they only say what
//! meets where.

use std::collections::BTreeMap;

use glam::{DVec2, DVec3};

use super::carrier::{Carriers, Place};
use super::curve::{self, Conic};
use super::kernel::Outcome;
use super::project;
use super::topology::{self, Chain, Network};
use crate::geom::brep::{Body, BodyFace, Coedge, Curve3, DisjointSets, Edge, Surface};
use crate::model::{Frame, tolerance};

/// What the triangles of a boolean are made from.
pub(super) struct Origin<'a> {
    /// The operands.
    pub(super) operands: &'a [&'a Body],
    /// Carriers of their faces.
    pub(super) carriers: &'a Carriers,
    /// For every triangle where it lies.
    pub(super) places: Vec<Place>,
    /// How far the triangles may lie off the surfaces.
    pub(super) slack: f64,
}

/// The exact boundary; `Err` says why there is none.
pub(super) fn recover(mesh: &Outcome, origin: &Origin) -> Result<Body, String> {
    let surfaces = &origin.carriers.surfaces;
    let tips: Vec<DVec3> = surfaces
        .iter()
        .flat_map(|surface| surface.tips().into_iter().flatten().map(|v| surface.point(0.0, v)))
        .collect();
    let at_tip = |p: DVec3| tips.iter().any(|tip| tip.distance(p) < 1e-7);
    let network = topology::network(mesh, &origin.places, at_tip)?;
    let known = known_edges(origin);
    let film = |chain: &Chain| {
        let [a, b] = chain.patches.map(|patch| network.patches[patch as usize].place);
        a.carrier == b.carrier
    };
    if network.chains.iter().any(film) {
        return Err("two sides of one surface meet in an edge".into());
    }
    let pair = |chain: &Chain| chain.patches.map(|patch| network.patches[patch as usize].place.carrier);

    let mut body = Body::default();
    let mut places: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for chain in network.chains.iter().filter(|chain| !chain.closed) {
        for end in [chain.vertices[0], chain.vertices[chain.vertices.len() - 1]] {
            places.entry(end).or_default().extend(pair(chain));
        }
    }
    let conics: Vec<Option<Conic>> =
        network.chains.iter().map(|chain| conic(mesh, chain, pair(chain), origin, &known)).collect();
    let planes = planes_at_nodes(&network, &conics);
    let mut corners: BTreeMap<u32, DVec3> = BTreeMap::new();
    for (node, mut carriers) in places {
        carriers.sort_unstable();
        carriers.dedup();
        let mut around: Vec<&Surface> = carriers.iter().map(|&carrier| &surfaces[carrier as usize]).collect();
        let start = mesh.positions[node as usize];
        // At a tip a surface has no normal.
        let tip = tips.iter().find(|tip| tip.distance(start) < 1e-7).copied();
        let mut p = match tip {
            Some(tip) if around.iter().all(|surface| surface.distance(tip).abs() < tolerance::LINEAR) => tip,
            _ => project::onto(start, &around).ok_or("a corner does not lie on its surfaces")?,
        };
        if tip != Some(p) && project::rank(p, &around) < 3 {
            around.extend(planes.get(&node).into_iter().flatten());
            p = project::onto(p, &around).unwrap_or(p);
        }
        if p.distance(start) > 40.0 * origin.slack {
            return Err(format!("a corner moves by {} mm", p.distance(start)));
        }
        corners.insert(node, p);
    }
    let (vertex_of, gone) = contracted(mesh, &network, &corners, origin.slack, &mut body);
    let mut edge_of: Vec<Option<u32>> = Vec::with_capacity(network.chains.len());
    for ((chain, conic), gone) in network.chains.iter().zip(conics).zip(gone) {
        if gone {
            edge_of.push(None);
            continue;
        }
        let edge = edge(mesh, chain, conic, pair(chain), origin, &vertex_of, &mut body)?;
        edge_of.push(Some(body.edges.len() as u32));
        body.edges.push(edge);
    }
    for patch in &network.patches {
        let surface = surfaces[patch.place.carrier as usize].clone();
        let mut loops: Vec<Vec<Coedge>> = Vec::with_capacity(patch.loops.len());
        for links in &patch.loops {
            let kept = links.iter().filter_map(|link| Some((edge_of[link.chain as usize]?, link.forward)));
            let chain: Vec<Coedge> = kept.map(|(edge, forward)| Coedge { edge, forward }).collect();
            if chain.is_empty() {
                return Err("a face shrinks to a point".into());
            }
            loops.push(chain);
        }
        if let Surface::Plane { frame } = &surface {
            let outer = outer_loop(mesh, &network, patch, frame);
            loops.swap(0, outer);
        }
        body.add_tips(&surface, patch.place.outward, &loops);
        body.faces.push(BodyFace { surface, outward: patch.place.outward, loops });
    }
    body.find_shells();
    body.separate_vertices();
    Ok(body)
}

/// Makes the vertices of the corners. Where more than three surfaces meet in one point triangles have several corners
/// joined by short chains; these become one vertex, and the chains, which are told, vanish.
fn contracted(
    mesh: &Outcome,
    network: &Network,
    corners: &BTreeMap<u32, DVec3>,
    slack: f64,
    body: &mut Body,
) -> (BTreeMap<u32, u32>, Vec<bool>) {
    let place_of: BTreeMap<u32, u32> = corners.keys().enumerate().map(|(place, node)| (*node, place as u32)).collect();
    let mut sets = DisjointSets::new(corners.len());
    let shrinks = |chain: &Chain| {
        let ends = [chain.vertices[0], chain.vertices[chain.vertices.len() - 1]];
        let [Some(a), Some(b)] = ends.map(|end| corners.get(&end)) else { return false };
        let near = |v: &u32| mesh.positions[*v as usize].distance(*a) <= 40.0 * slack;
        !chain.closed && ends[0] != ends[1] && a.distance(*b) <= tolerance::LINEAR && chain.vertices.iter().all(near)
    };
    let gone: Vec<bool> = network.chains.iter().map(shrinks).collect();
    for chain in network.chains.iter().zip(&gone).filter(|(_, gone)| **gone).map(|(chain, _)| chain) {
        sets.join(place_of[&chain.vertices[0]], place_of[&chain.vertices[chain.vertices.len() - 1]]);
    }
    let mut vertex_of: BTreeMap<u32, u32> = BTreeMap::new();
    let mut known: BTreeMap<u32, u32> = BTreeMap::new();
    for (node, p) in corners {
        let vertex = *known.entry(sets.find(place_of[node])).or_insert_with(|| add_vertex(body, *p));
        vertex_of.insert(*node, vertex);
    }
    (vertex_of, gone)
}

/// Edges of the operands between two carriers.
type Known = BTreeMap<[u32; 2], Vec<Conic>>;

fn known_edges(origin: &Origin) -> Known {
    let mut known = Known::new();
    for (body, places) in origin.operands.iter().zip(&origin.carriers.places) {
        for (edge, uses) in body.edges.iter().zip(body.edge_uses()) {
            if let [Some(a), Some(b)] = uses
                && let Some(conic) = Conic::of(body, edge)
            {
                known
                    .entry(ordered([places[a.face as usize].carrier, places[b.face as usize].carrier]))
                    .or_default()
                    .push(conic);
            }
        }
    }
    known
}

fn ordered([a, b]: [u32; 2]) -> [u32; 2] {
    [a.min(b), a.max(b)]
}

/// The line, circle or ellipse of a chain, in its direction.
fn conic(mesh: &Outcome, chain: &Chain, pair: [u32; 2], origin: &Origin, known: &Known) -> Option<Conic> {
    let points: Vec<DVec3> = chain.vertices.iter().map(|&v| mesh.positions[v as usize]).collect();
    let [a, b] = pair.map(|carrier| &origin.carriers.surfaces[carrier as usize]);
    let off = |conic: &Conic| points.iter().map(|p| conic.distance(*p)).fold(0.0, f64::max);
    let old = known.get(&ordered(pair)).into_iter().flatten();
    let old = old.map(|conic| (off(conic), conic)).min_by(|a, b| a.0.total_cmp(&b.0));
    let found = match old {
        Some((distance, conic)) if distance <= 2.0 * origin.slack => conic.clone(),
        _ => curve::intersection(a, b, &points).filter(|conic| off(conic) <= 40.0 * origin.slack)?,
    };
    let along = match &found {
        Conic::Line { direction, .. } => (*points.last()? - *points.first()?).dot(*direction),
        Conic::Circle { frame, .. } | Conic::Ellipse { frame, .. } => {
            points.windows(2).map(|pair| (pair[0] - frame.origin).cross(pair[1] - frame.origin).dot(frame.z)).sum()
        }
    };
    Some(if along < 0.0 { found.reversed() } else { found })
}

/// The planes of the circles and ellipses that end at a node.
fn planes_at_nodes(network: &Network, conics: &[Option<Conic>]) -> BTreeMap<u32, Vec<Surface>> {
    let mut planes: BTreeMap<u32, Vec<Surface>> = BTreeMap::new();
    for (chain, conic) in network.chains.iter().zip(conics) {
        let (false, Some(conic)) = (chain.closed, conic) else { continue };
        let through = match conic {
            Conic::Line { point, direction } => {
                let side = direction.any_orthonormal_vector();
                let across =
                    [Frame::new(*point, *direction, side), Frame::new(*point, *direction, direction.cross(side))];
                across.into_iter().flatten().collect()
            }
            Conic::Circle { frame, .. } | Conic::Ellipse { frame, .. } => vec![*frame],
        };
        for end in [chain.vertices.first(), chain.vertices.last()].into_iter().flatten() {
            planes.entry(*end).or_default().extend(through.iter().map(|frame| Surface::Plane { frame: *frame }));
        }
    }
    planes
}

fn edge(
    mesh: &Outcome,
    chain: &Chain,
    conic: Option<Conic>,
    pair: [u32; 2],
    origin: &Origin,
    vertex_of: &BTreeMap<u32, u32>,
    body: &mut Body,
) -> Result<Edge, String> {
    let points: Vec<DVec3> = chain.vertices.iter().map(|&v| mesh.positions[v as usize]).collect();
    let on_both = |p: DVec3| {
        let around = pair.map(|carrier| &origin.carriers.surfaces[carrier as usize]);
        project::onto(p, &around)
            .filter(|q| q.distance(p) <= 40.0 * origin.slack)
            .ok_or("an edge does not follow its surfaces")
    };
    if chain.closed {
        return match &conic {
            Some(conic @ (Conic::Circle { .. } | Conic::Ellipse { .. })) => {
                let curve = conic.piece(0.0, 360.0);
                let start = curve.angular_point(0.0).ok_or("a circle without points")?;
                let v = add_vertex(body, start);
                Ok(Edge { curve, start: v, end: v })
            }
            Some(Conic::Line { .. }) => Err("a straight edge closes on itself".into()),
            None => {
                let mut places = Vec::with_capacity(points.len());
                for &p in &points[..points.len() - 1] {
                    places.push(on_both(p)?);
                }
                places.push(places[0]);
                let v = add_vertex(body, places[0]);
                Ok(Edge { curve: Curve3::Points(thinned(places)?), start: v, end: v })
            }
        };
    }
    let node = |v: Option<&u32>| v.and_then(|v| vertex_of.get(v)).copied().ok_or("a chain ends nowhere");
    let (start, end) = (node(chain.vertices.first())?, node(chain.vertices.last())?);
    let (a, b) = (body.vertices[start as usize], body.vertices[end as usize]);
    let curve = match &conic {
        Some(Conic::Line { .. }) => {
            if a.distance(b) <= tolerance::LINEAR {
                return Err("an edge is shorter than the tolerance".into());
            }
            Curve3::Line
        }
        Some(conic) => {
            // The sweep follows the triangles, so that long and short arcs are told apart.
            let turn = |d: f64| d - 360.0 * (d / 360.0).round();
            let swept: f64 =
                points.windows(2).map(|pair| turn(conic.parameter(pair[1]) - conic.parameter(pair[0]))).sum();
            let from = conic.parameter(a);
            let exact = if start == end { 360.0 } else { conic.parameter(b) - from };
            let to = from + exact + 360.0 * ((swept - exact) / 360.0).round();
            if to <= from || to > from + 360.0 + 1e-9 {
                return Err(format!("an arc sweeps {}°", to - from));
            }
            conic.piece(from, to)
        }
        None => {
            let mut places = vec![a];
            for &p in &points[1..points.len() - 1] {
                places.push(on_both(p)?);
            }
            places.push(b);
            if places.len() == 2 {
                places.insert(1, on_both((a + b) / 2.0)?);
            }
            Curve3::Points(thinned(places)?)
        }
    };
    Ok(Edge { curve, start, end })
}

fn add_vertex(body: &mut Body, p: DVec3) -> u32 {
    body.vertices.push(p);
    body.vertices.len() as u32 - 1
}

/// Leaves out inner points that crowd: nearer to the one before than a fifth of the mean step.
fn thinned(points: Vec<DVec3>) -> Result<Vec<DVec3>, String> {
    let length: f64 = points.windows(2).map(|pair| pair[0].distance(pair[1])).sum();
    let least = (0.2 * length / points.len() as f64).max(tolerance::LINEAR);
    let mut kept: Vec<DVec3> = Vec::with_capacity(points.len());
    let last = *points.last().ok_or("an edge without points")?;
    for (index, &p) in points.iter().enumerate() {
        let inner = index > 0 && index + 1 < points.len();
        let crowded = kept.last().is_some_and(|q| q.distance(p) < least) || p.distance(last) < least;
        if !inner || !crowded {
            kept.push(p);
        }
    }
    let closed = points.first() == points.last();
    if length <= 2.0 * tolerance::LINEAR || kept.len() < if closed { 4 } else { 2 } {
        return Err("an edge is shorter than the tolerance".into());
    }
    Ok(kept)
}

/// The loop of a plane patch that encloses the most.
fn outer_loop(mesh: &Outcome, network: &Network, patch: &topology::Patch, frame: &Frame) -> usize {
    let area = |links: &Vec<topology::Link>| {
        let mut twice = 0.0;
        let base = frame.local(patch.somewhere).truncate();
        for link in links {
            let vertices = &network.chains[link.chain as usize].vertices;
            let flat = |v: u32| frame.local(mesh.positions[v as usize]).truncate() - base;
            let sum: f64 = vertices.windows(2).map(|pair| DVec2::perp_dot(flat(pair[0]), flat(pair[1]))).sum();
            twice += if link.forward { sum } else { -sum };
        }
        twice.abs()
    };
    let areas: Vec<f64> = patch.loops.iter().map(area).collect();
    (0..areas.len()).fold(0, |best, i| if areas[i] > areas[best] { i } else { best })
}
