use std::f64::consts::PI;

use fj_core::geometry::GlobalPath;
use fj_core::objects::{Face, Handedness};
use fj_math::Point;
use glam::{DVec2, DVec3};

use super::*;
use crate::geom::brep::{BodyFace, Edge};
use crate::geom::samples::{Outline, Step, milled, polygon, prism, slanted, together, turned};
use crate::model::{Frame, trig};

fn line(x: f64, y: f64) -> Step {
    Step::Line(DVec2::new(x, y))
}

fn arc(x: f64, y: f64, center: (f64, f64), ccw: bool) -> Step {
    Step::Arc { end: DVec2::new(x, y), center: center.into(), ccw }
}

fn circle(x: f64, radius: f64, ccw: bool) -> Outline {
    Outline::Circle { center: DVec2::new(x, 0.0), radius, ccw }
}

fn oblique() -> Frame {
    Frame::new(DVec3::new(11.0, -7.0, 3.0), DVec3::new(1.0, 2.0, -0.5), DVec3::new(0.4, -0.3, 1.0)).unwrap()
}

/// The volume of a mesh of the solid made from its Fornjot objects alone: every face's cycles become polygons
/// in surface coordinates with `96·refined` points on a full circle, the polygons become triangles, the triangles
/// are cut along the angles of the points and lifted onto the surface.
fn remeshed_volume(solid: &Handle<Solid>, core: &Core, refined: usize) -> f64 {
    let faces = solid.shells().iter().flat_map(|shell| shell.faces());
    faces.flat_map(|face| triangles(face, core, refined)).map(|[a, b, c]| a.dot(b.cross(c)) / 6.0).sum()
}

fn triangles(face: &Handle<Face>, core: &Core, refined: usize) -> Vec<[DVec3; 3]> {
    let surface = core.layers.geometry.of_surface(face.surface());
    let (mut points, mut holes) = (Vec::<[f64; 2]>::new(), Vec::<u32>::new());
    for cycle in face.region().all_cycles() {
        if !points.is_empty() {
            holes.push(points.len() as u32);
        }
        for half_edge in cycle.half_edges() {
            let path = core.layers.geometry.of_half_edge(half_edge).path;
            let [from, to] = half_edge.boundary().inner.map(|p| p.t.into_f64());
            // An edge of angle coordinates is a circle; the lines of this module run from 0 to 1.
            let straight = [from, to] == [0.0, 1.0] || [from, to] == [1.0, 0.0];
            let count = if straight { 1 } else { refined * ((to - from).abs() / (2.0 * PI) * 96.0).ceil() as usize };
            points.extend((0..count).map(|k| {
                let t = from + (to - from) * k as f64 / count as f64;
                <[f64; 2]>::from(path.point_from_path_coords([t]))
            }));
        }
    }
    let mut indices: Vec<u32> = Vec::new();
    earcut::Earcut::new().earcut(points.iter().copied(), &holes, &mut indices);
    let mut stops: Vec<f64> = match surface.u {
        GlobalPath::Circle(_) => points.iter().map(|p| p[0]).collect(),
        GlobalPath::Line(_) => Vec::new(),
    };
    stops.sort_by(f64::total_cmp);
    stops.dedup_by(|a, b| (*a - *b).abs() < 1e-9);
    let lift = |p: DVec2| DVec3::from_array(surface.point_from_surface_coords(Point::from(p.to_array())).into());
    let flip = face.coord_handedness(&core.layers.geometry) == Handedness::LeftHanded;
    let mut lifted = Vec::new();
    for corners in indices.chunks(3) {
        let [mut a, mut b, c] = [0, 1, 2].map(|k| DVec2::from_array(points[corners[k] as usize]));
        if ((b - a).perp_dot(c - a) < 0.0) != flip {
            std::mem::swap(&mut a, &mut b);
        }
        for strip in strips(vec![a, b, c], &stops) {
            lifted.extend((2..strip.len()).map(|k| [strip[0], strip[k - 1], strip[k]].map(lift)));
        }
    }
    lifted
}

/// The convex polygon cut along upright lines at the stops.
fn strips(polygon: Vec<DVec2>, stops: &[f64]) -> Vec<Vec<DVec2>> {
    let mut rest = polygon;
    let mut strips = Vec::new();
    for &stop in stops {
        let side = |keep_left: bool| {
            let mut kept = Vec::new();
            for (k, &p) in rest.iter().enumerate() {
                let q = rest[(k + 1) % rest.len()];
                let inside = |p: DVec2| if keep_left { p.x <= stop } else { p.x >= stop };
                if inside(p) {
                    kept.push(p);
                }
                if (p.x < stop && q.x > stop) || (p.x > stop && q.x < stop) {
                    kept.push(DVec2::new(stop, p.y + (q.y - p.y) * (stop - p.x) / (q.x - p.x)));
                }
            }
            kept
        };
        let (left, right) = (side(true), side(false));
        strips.push(left);
        rest = right;
    }
    strips.push(rest);
    strips.retain(|strip| strip.len() > 2);
    strips
}

/// Emits, validates within 1e-11 mm, and compares faces and volume.
fn accepts(name: &str, body: &Body, volume: f64) {
    let mut core = Core::new();
    let solid = emit(body, &mut core).unwrap_or_else(|error| panic!("{name}: {}", error.reason));
    let errors = validate_within(&solid, &core, 1e-11);
    assert!(errors.is_empty(), "{name}: {}: {}", kind(&errors[0]), errors[0]);
    let faces: usize = solid.shells().iter().map(|shell| shell.faces().len()).sum();
    assert_eq!(faces, body.faces.len(), "{name}");
    // Chords take away a share that falls with the square of their number.
    let [coarse, fine] = [1, 2].map(|refined| remeshed_volume(&solid, &core, refined));
    let limit = fine + (fine - coarse) / 3.0;
    assert!((limit / volume - 1.0).abs() < 1e-5, "{name}: {limit} instead of {volume}");
}

#[test]
fn prisms_of_lines_arcs_and_circles_are_valid_and_keep_their_volume() {
    let frame = oblique();
    let square = || polygon(&[(20.0, 0.0), (20.0, 10.0), (0.0, 10.0), (0.0, 0.0)]);
    accepts("block", &prism(&Frame::XY, &[square()], 5.0), 1000.0);
    accepts("oblique block", &prism(&frame, &[square()], 5.0), 1000.0);
    accepts("cylinder", &prism(&frame, &[circle(3.0, 5.0, true)], 8.0), PI * 200.0);
    accepts("tube", &prism(&frame, &[circle(0.0, 5.0, true), circle(0.0, 4.0, false)], 8.0), PI * 72.0);
    let slot = Outline::Chain(vec![
        line(20.0, -10.0),
        arc(20.0, 10.0, (20.0, 0.0), true),
        line(-20.0, 10.0),
        arc(-20.0, -10.0, (-20.0, 0.0), true),
    ]);
    let holes = [slot, circle(-5.0, 3.0, false), circle(8.0, 4.0, false)];
    accepts("slot", &prism(&frame, &holes, 7.0), 7.0 * (800.0 + PI * 75.0));
}

#[test]
fn outlines_whose_direction_fornjot_cannot_tell_are_split() {
    // A half disc has two edges; the three arcs of the bumps start on one line; the crescent has one arc against its direction;
    // the heart-shaped one has a polygon of starts that runs the other way round.
    let half = Outline::Chain(vec![arc(-5.0, 0.0, (0.0, 0.0), true), line(5.0, 0.0)]);
    accepts("half disc", &prism(&Frame::XY, &[half], 2.0), PI * 25.0);
    let bumps = Outline::Chain(vec![
        arc(10.0, 0.0, (0.0, 0.0), true),
        arc(0.0, 0.0, (5.0, 0.0), true),
        arc(-10.0, 0.0, (-5.0, 0.0), true),
    ]);
    accepts("bumps", &prism(&oblique(), &[bumps], 2.0), PI * 150.0);
    let crescent = Outline::Chain(vec![arc(0.0, -5.0, (-5.0, 0.0), false), arc(0.0, 5.0, (0.0, 0.0), true)]);
    accepts("crescent", &prism(&Frame::XZ, &[crescent], 2.0), 50.0);
    let keyhole = Outline::Chain(vec![line(1.0, 0.0), arc(-1.0, 0.0, (0.0, 10.0), true), line(0.0, -0.2)]);
    let radius = 101f64.sqrt();
    let segment = radius * radius * (PI - (1.0 / radius).asin()) + 10.0;
    accepts("keyhole", &prism(&Frame::XY, &[keyhole], 3.0), 3.0 * (segment + 0.2));
}

#[test]
fn walls_with_pockets_and_vertices_at_different_angles_get_a_seam() {
    let cap = 3.0 * 91f64.sqrt() + 100.0 * 0.3f64.asin() - 36.0;
    for angle in [0.0, 100.0, 180.0, 341.0] {
        accepts("milled", &milled(angle), PI * 3000.0 - 10.0 * cap);
    }
    // The rims of this cylinder begin at different angles, and a second cylinder stands on it.
    let mut body = prism(&oblique(), &[circle(0.0, 5.0, true)], 8.0);
    let Curve3::Circle { frame, radius, from, to } = body.edges[1].curve.clone() else { unreachable!() };
    let (sin, cos) = trig::sin_cos(130.0);
    let turned = Frame { x: frame.x * cos + frame.y * sin, y: frame.y * cos - frame.x * sin, ..frame };
    body.edges[1] = Edge { curve: Curve3::Circle { frame: turned, radius, from, to }, ..body.edges[1] };
    body.vertices[1] = frame.origin + turned.x * radius;
    accepts("turned rim", &body, PI * 200.0);
}

#[test]
fn voids_and_separate_shells_are_shells_of_one_solid() {
    let block = prism(&Frame::XY, &[polygon(&[(20.0, 0.0), (20.0, 10.0), (0.0, 10.0), (0.0, 0.0)])], 5.0);
    let cavity = prism(&Frame { origin: DVec3::new(10.0, 5.0, 1.0), ..Frame::XY }, &[circle(0.0, 2.0, true)], 3.0);
    accepts("void", &together(&[(&block, false), (&cavity, true)]), 1000.0 - PI * 12.0);
}

#[test]
fn says_what_fornjot_has_no_form_for() {
    let frustum = turned(&Frame::XY, &[line(0.0, 0.0), line(6.0, 0.0), line(3.0, 4.0), line(0.0, 4.0)]);
    let ball = Body {
        faces: vec![BodyFace {
            surface: Surface::Sphere { frame: Frame::XY, radius: 1.0 },
            outward: true,
            loops: vec![],
        }],
        shells: vec![vec![0]],
        ..Body::default()
    };
    let block = prism(&Frame::XY, &[polygon(&[(20.0, 0.0), (20.0, 10.0), (0.0, 10.0), (0.0, 0.0)])], 5.0);
    let found = report([&frustum, &slanted(), &ball, &block]);
    assert_eq!(found.unsupported, ["cone faces", "ellipse edges", "sphere faces"]);
    assert_eq!((found.solids, found.faces, found.validated), (1, 6, true));
    assert!(!report([&frustum]).validated);
}

#[test]
fn the_validator_finds_a_moved_vertex_and_the_report_says_so() {
    let mut block = prism(&Frame::XY, &[polygon(&[(20.0, 0.0), (20.0, 10.0), (0.0, 10.0), (0.0, 0.0)])], 5.0);
    block.vertices[7].z += 0.01;
    let found = report([&block]);
    assert!(!found.validated);
    assert!(found.unsupported[0].starts_with("Fornjot's validator refuses it: "), "{:?}", found.unsupported);
}

#[test]
fn broken_bodies_are_refused_without_a_panic() {
    let block = prism(&Frame::XY, &[polygon(&[(20.0, 0.0), (20.0, 10.0), (0.0, 10.0), (0.0, 0.0)])], 5.0);
    let mut collapsed = block.clone();
    collapsed.vertices[1] = collapsed.vertices[0];
    let mut infinite = block.clone();
    infinite.vertices[1].x = f64::NAN;
    let mut dangling = block.clone();
    dangling.faces[0].loops[0][0].edge = 99;
    let mut bare = block.clone();
    bare.faces[0].loops.clear();
    let mut lost = block;
    lost.shells[0].push(77);
    for body in [collapsed, infinite, dangling, bare, lost] {
        assert!(emit(&body, &mut Core::new()).is_err());
    }
}
