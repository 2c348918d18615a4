//! Common volumes against closed forms and against the mesh kernel.

use std::sync::Arc;

use glam::{DMat3, DVec3};
use manifold_rust::csg_tree::CsgNode;
use manifold_rust::manifold::Manifold;
use manifold_rust::types::{Error, MeshGLP, OpType};

use super::*;
use crate::geom::brep::Body;
use crate::geom::compare::prepared::Kind;
use crate::geom::mesh::Mesh;
use crate::geom::mesher::{self, MeshOptions};
use crate::geom::samples::{block, cone, cylinder, frame, frustum, plate, polygon, prism, sphere, torus};
use crate::geom::{boolean, transform};
use crate::model::{BooleanOp, Provenance};

fn prepared(body: &Arc<Body>) -> Prepared {
    let mesh = mesher::mesh(body, &MeshOptions::default()).unwrap();
    Prepared::solid(Arc::new(mesh), Some(body.clone()))
}

fn of_bodies(a: &Arc<Body>, b: &Arc<Body>) -> Overlap {
    overlap(&prepared(a), &prepared(b), &Transform3::IDENTITY, &Transform3::IDENTITY, &mut Budget::new(BUDGET)).unwrap()
}

/// The common volume by meshes, whatever other way there is.
fn of_meshes(a: &Arc<Body>, b: &Arc<Body>) -> f64 {
    let (a, b) = (prepared(a), prepared(b));
    let (Kind::Solid(a), Kind::Solid(b)) = (&a.kind, &b.kind) else { panic!() };
    common_of_meshes(a, b, &mut Budget::new(BUDGET)).unwrap()
}

/// That of the meshes alone.
fn common_of_meshes(a: &Solid, b: &Solid, budget: &mut Budget) -> Option<f64> {
    crossing::common_volume([a.closed()?, b.closed()?], [&[], &[]], &Transform3::IDENTITY, budget)
}

/// The common volume that the mesh kernel finds.
fn by_the_mesh_kernel(meshes: &[Mesh; 2]) -> Option<f64> {
    let leaves = meshes.iter().map(|mesh| {
        let mesh = MeshGLP {
            num_prop: 3,
            vert_properties: mesh.positions.iter().flat_map(|p| p.to_array()).collect(),
            tri_verts: mesh.triangles.iter().flatten().copied().collect(),
            ..MeshGLP::<f64, u32>::default()
        };
        CsgNode::leaf(Manifold::from_mesh_glp(&mesh).into_impl())
    });
    let result = Manifold::from_impl(CsgNode::op_n(OpType::Intersect, leaves.collect()).evaluate());
    (result.status() == Error::NoError).then(|| {
        let mesh = result.get_mesh_glp::<f64, u32>(-1);
        let positions = mesh.vert_properties.chunks_exact(3).map(DVec3::from_slice).collect();
        let triangles = mesh.tri_verts.chunks_exact(3).map(|t| [t[0], t[1], t[2]]).collect();
        Mesh { positions, triangles, ..Mesh::default() }.volume()
    })
}

fn turned(body: &Arc<Body>, axis: [f64; 3], angle: f64) -> Arc<Body> {
    let linear = DMat3::from_axis_angle(DVec3::from_array(axis).normalize(), angle);
    Arc::new(transform::transformed(body, &Transform3 { linear, translation: DVec3::ZERO }))
}

#[test]
fn boxes_that_overlap_share_a_box() {
    let a = block(&frame([0.0; 3], [0.0, 0.0, 1.0]), [4.0, 5.0, 6.0]);
    for (at, common) in [
        ([1.0, 2.0, 3.0], 3.0 * 3.0 * 3.0),
        ([0.0, 0.0, 0.0], 120.0),
        ([4.0, 0.0, 0.0], 0.0),
        ([9.0, 9.0, 9.0], 0.0),
        ([0.0, 0.0, 2.0], 80.0),
    ] {
        let b = block(&frame(at, [0.0, 0.0, 1.0]), [4.0, 5.0, 6.0]);
        let found = of_bodies(&a, &b);
        assert!((found.common - common).abs() < 1e-12, "{at:?}: {} against {common}", found.common);
        assert!((found.iou - common / (240.0 - common)).abs() < 1e-14);
        assert_eq!((found.route, found.error), (Route::Exact, 0.0));
        assert!((of_meshes(&a, &b) - common).abs() < 1e-7);
    }
}

#[test]
fn cylinders_share_the_lens_of_their_circles() {
    let r: f64 = 2.0;
    let a = cylinder(&frame([0.0; 3], [0.0, 0.0, 1.0]), r, 5.0);
    for d in [0.0, 0.3, 1.7, 3.999, 4.0, 5.0] {
        let b = cylinder(&frame([d, 0.0, 1.0], [0.0, 0.0, 1.0]), r, 5.0);
        let lens = if d < 2.0 * r {
            2.0 * r * r * (d / (2.0 * r)).acos() - 0.5 * d * (4.0 * r * r - d * d).sqrt()
        } else {
            0.0
        };
        let found = of_bodies(&a, &b);
        assert!((found.common - 4.0 * lens).abs() < 1e-12, "{d}: {} against {}", found.common, 4.0 * lens);
        assert_eq!(found.route, Route::Exact);
    }
    // Concentric, the other way up, and at right angles.
    let small = cylinder(&frame([0.0, 0.0, 9.0], [0.0, 0.0, -1.0]), 0.5, 20.0);
    assert!((of_bodies(&a, &small).common - 5.0 * std::f64::consts::PI * 0.25).abs() < 1e-12);
}

#[test]
fn equal_bodies_have_all_in_common_in_every_place() {
    let f = frame([30.0, -20.0, 10.0], [0.3, -0.5, 0.8]);
    let bodies = [
        plate(&f, DVec3::new(60.0, 40.0, 5.0), &[(10.0, 10.0, 3.0), (50.0, 10.0, 4.0), (30.0, 30.0, 5.5)]),
        cylinder(&f, 12.0, 30.0),
        sphere(&f, 9.0),
        torus(&f, 20.0, 6.0),
        cone(&f, 8.0, 15.0),
        frustum(&f, 8.0, 3.0, 4.0),
    ];
    for (number, body) in bodies.iter().enumerate() {
        let found = of_bodies(body, body);
        assert_eq!((found.iou, found.missing(), found.extra()), (1.0, 0.0, 0.0), "{number}");
        assert!((of_meshes(body, body) / prepared(body).volume() - 1.0).abs() < 1e-2);
        let far = turned(body, [1.0, 2.0, -1.0], 2.0);
        let found = of_bodies(&far, &far);
        assert_eq!((found.iou, found.missing(), found.extra()), (1.0, 0.0, 0.0), "{number}");
    }
}

#[test]
fn a_sphere_and_a_block_share_a_cap() {
    let ball = sphere(&frame([0.0; 3], [0.0, 0.0, 1.0]), 10.0);
    let slab = block(&frame([-20.0, -20.0, 6.0], [0.0, 0.0, 1.0]), [40.0, 40.0, 40.0]);
    let found = of_bodies(&ball, &slab);
    let cap = std::f64::consts::PI * 16.0 * (30.0 - 4.0) / 3.0;
    let exact = cap / (4.0 / 3.0 * std::f64::consts::PI * 1000.0 + 64000.0 - cap);
    assert_eq!(found.route, Route::Mesh);
    assert!(found.error > 0.0 && found.error < 1e-3);
    assert!((found.iou - exact).abs() <= 2.0 * found.error, "{} against {exact} ± {}", found.iou, found.error);
}

#[test]
fn meshes_in_general_places_share_what_the_mesh_kernel_finds() {
    let f = frame([0.0; 3], [0.0, 0.0, 1.0]);
    let bodies = [
        plate(&f, DVec3::new(20.0, 14.0, 6.0), &[(5.0, 5.0, 2.0), (14.0, 8.0, 3.0)]),
        cylinder(&frame([4.0, 5.0, -2.0], [0.0, 0.0, 1.0]), 6.0, 11.0),
        sphere(&frame([6.0, 6.0, 3.0], [0.0, 0.0, 1.0]), 7.0),
        torus(&frame([6.0, 6.0, 3.0], [0.0, 0.0, 1.0]), 8.0, 2.5),
        frustum(&frame([10.0, 3.0, -4.0], [0.0, 0.0, 1.0]), 7.0, 2.0, 12.0),
    ];
    let mut compared = 0;
    for (i, a) in bodies.iter().enumerate() {
        for (j, b) in bodies.iter().enumerate().skip(i) {
            for (axis, angle) in
                [([0.0, 0.0, 1.0], 0.0), ([0.0, 0.0, 1.0], 0.4), ([1.0, 0.3, 0.2], 0.5), ([1.0, 0.0, 0.0], 1e-5)]
            {
                if i == j && angle == 0.0 {
                    continue;
                }
                let b = turned(b, axis, angle);
                let meshes = [a, &b].map(|body| mesher::mesh(body, &MeshOptions::default()).unwrap());
                let Some(expected) = by_the_mesh_kernel(&meshes) else { continue };
                let found = of_meshes(a, &b);
                let scale = meshes[0].volume().min(meshes[1].volume());
                assert!(
                    (found - expected).abs() < 1e-7 * scale,
                    "{i} {j} {axis:?} {angle}: {found} against {expected}"
                );
                compared += 1;
            }
        }
    }
    assert!(compared > 40, "{compared}");
}

#[test]
fn what_touches_shares_nothing() {
    let f = frame([0.0; 3], [0.0, 0.0, 1.0]);
    let a = torus(&f, 10.0, 3.0);
    let b = cylinder(&frame([0.0, 0.0, -5.0], [0.0, 0.0, 1.0]), 7.0, 10.0);
    assert!(of_bodies(&a, &b).common < 0.02 * of_bodies(&a, &b).first);
    let c = block(&frame([-20.0, -20.0, 3.0], [0.0, 0.0, 1.0]), [40.0, 40.0, 5.0]);
    assert!(of_bodies(&a, &c).common < 1e-6);
}

#[test]
fn triangles_without_area_do_not_matter() {
    // One side of a block has a vertex in its middle, on one of its faces only: a triangle without area closes the gap.
    let block = |turn: DMat3| {
        let mut mesh =
            mesher::mesh(&block(&frame([1.0, 2.0, 3.0], [0.0, 0.0, 1.0]), [4.0, 5.0, 6.0]), &Default::default())
                .unwrap();
        let [a, b, c] = mesh.triangles[0];
        let middle = mesh.positions.len() as u32;
        mesh.positions.push(0.5 * (mesh.positions[a as usize] + mesh.positions[b as usize]));
        mesh.triangles[0] = [a, middle, c];
        mesh.triangles.extend([[middle, b, c], [a, b, middle]]);
        mesh.positions.iter_mut().for_each(|p| *p = turn * *p);
        Prepared::solid(Arc::new(Mesh { faces: Vec::new(), ..mesh }), None)
    };
    let a = block(DMat3::IDENTITY);
    assert!(a.leak().is_none());
    for (angle, expected) in [(0.0, 1.0), (1e-13, 1.0), (std::f64::consts::PI, 0.0)] {
        let b = block(DMat3::from_rotation_z(angle));
        let found = overlap(&a, &b, &Transform3::IDENTITY, &Transform3::IDENTITY, &mut Budget::new(BUDGET)).unwrap();
        assert!((found.iou - expected).abs() < 1e-8, "{angle}: {}", found.iou);
    }
}

#[test]
fn an_empty_budget_gives_no_answer() {
    let f = frame([0.0; 3], [0.0, 0.0, 1.0]);
    let (a, b) = (prepared(&sphere(&f, 3.0)), prepared(&torus(&f, 4.0, 1.0)));
    let (Kind::Solid(a), Kind::Solid(b)) = (&a.kind, &b.kind) else { panic!() };
    assert!(common_of_meshes(a, b, &mut Budget::new(100)).is_none());
}

#[test]
fn common_volume_agrees_with_the_exact_boolean_of_prisms() {
    let f = frame([0.0; 3], [0.0, 0.0, 1.0]);
    let a = plate(&f, DVec3::new(20.0, 14.0, 6.0), &[(5.0, 5.0, 2.0), (14.0, 8.0, 3.0)]);
    let b = turned(&plate(&f, DVec3::new(18.0, 15.0, 4.0), &[(6.0, 4.0, 3.0), (14.0, 8.0, 2.0)]), [0.0, 0.0, 1.0], 0.2);
    let both = boolean::combine(BooleanOp::Intersect, &[a.clone(), b.clone()], &Provenance::default()).unwrap();
    let expected = crate::geom::measure::measure(&both).volume;
    let found = of_bodies(&a, &b);
    assert_eq!(found.route, Route::Exact);
    assert!((found.common - expected).abs() < 1e-6 * expected, "{} against {expected}", found.common);
}

/// The mesh of a body as a file holds it: no faces, and coordinates of 24 bits.
fn file(body: &Arc<Body>, angle: f64) -> Prepared {
    let mesh = mesher::mesh(body, &MeshOptions { chord: 1e9, angle, ..MeshOptions::default() }).unwrap();
    let positions = mesh.positions.iter().map(|p| p.as_vec3().as_dvec3()).collect();
    Prepared::solid(Arc::new(Mesh { positions, triangles: mesh.triangles, ..Mesh::default() }), None)
}

fn of(a: &Prepared, b: &Prepared) -> Overlap {
    overlap(a, b, &Transform3::IDENTITY, &Transform3::IDENTITY, &mut Budget::new(BUDGET)).unwrap()
}

#[test]
fn a_file_beside_a_body_stands_for_the_curves_that_its_chords_hide() {
    let f = frame([3.0, -2.0, 1.0], [0.3, -0.5, 0.8]);
    let holes = [(10.0, 10.0, 3.0), (50.0, 10.0, 4.0), (30.0, 30.0, 5.5)];
    let bodies = [plate(&f, DVec3::new(60.0, 40.0, 5.0), &holes), cylinder(&f, 12.0, 30.0)];
    for body in &bodies {
        let found = of(&prepared(body), &file(body, 10.0));
        assert!(found.iou > 1.0 - 1e-5, "{found:?}");
        assert!(found.error > 1e-5 && found.route == Route::Mesh, "{found:?}");
        // Two files are what they are.
        let facets = of(&file(body, 10.0), &file(body, 12.0));
        assert!(facets.iou < 1.0 - 1e-4 && facets.error > 1.0 - facets.iou, "{facets:?}");
    }
}

#[test]
fn a_file_of_flat_sides_beside_a_body_of_flat_sides_has_no_curves() {
    let corner = |i: u32| {
        let angle = f64::from(i) * std::f64::consts::TAU / 24.0;
        (10.0 * angle.cos(), 10.0 * angle.sin())
    };
    let corners: Vec<(f64, f64)> = (0..24).map(corner).collect();
    let body = Arc::new(prism(&frame([1.0, 2.0, 3.0], [0.1, 0.2, 1.0]), &[polygon(&corners)], 4.0));
    let found = of(&prepared(&body), &file(&body, 15.0));
    assert!(found.iou > 1.0 - 1e-6 && found.error == 0.0, "{found:?}");
}

#[test]
fn surfaces_stand_out_over_their_triangles() {
    // Two equal cylinders at right angles (Steinmetz), a sphere in a cylinder, a sphere beside its file.
    let r: f64 = 2.0;
    let upright = cylinder(&frame([0.0, 0.0, -5.0], [0.0, 0.0, 1.0]), r, 10.0);
    let lying = cylinder(&frame([-5.0, 0.0, 0.0], [1.0, 0.0, 0.0]), r, 10.0);
    let ball = sphere(&frame([0.0, 0.0, 1.0], [0.2, 0.1, 1.0]), 1.5);
    let whole = 4.0 / 3.0 * std::f64::consts::PI * 1.5f64.powi(3);
    for (a, b, common, most) in [(&upright, &lying, 16.0 / 3.0 * r.powi(3), 1e-3), (&upright, &ball, whole, 1e-3)] {
        let found = of_bodies(a, b);
        let raw = of_meshes(a, b);
        assert!((found.common / common - 1.0).abs() < most, "{} against {common}; triangles have {raw}", found.common);
        assert!((found.common - common).abs() < 0.1 * (raw - common).abs(), "{} {raw} {common}", found.common);
    }
    assert!((of_bodies(&ball, &ball).first / whole - 1.0).abs() < 1e-3);
}

#[test]
fn solids_that_touch_along_an_edge_are_closed_together() {
    let mut mesh = Mesh::default();
    for corner in [DVec3::ZERO, DVec3::new(1.0, 1.0, 0.0)] {
        let block = block(&frame(corner.to_array(), [0.0, 0.0, 1.0]), [1.0, 1.0, 1.0]);
        let own = mesher::mesh(&block, &MeshOptions::default()).unwrap();
        let mut index = |p: DVec3| {
            let known = mesh.positions.iter().position(|q| q.distance(p) < 1e-9);
            known.unwrap_or_else(|| {
                mesh.positions.push(p);
                mesh.positions.len() - 1
            }) as u32
        };
        let triangles: Vec<[u32; 3]> =
            own.triangles.iter().map(|t| t.map(|v| index(own.positions[v as usize]))).collect();
        mesh.triangles.extend(triangles);
    }
    assert!(mesh.leak().is_some() && mesh.gap().is_none());
    let pair = Prepared::solid(Arc::new(mesh), None);
    let cover = prepared(&block(&frame([0.5, 0.5, 0.0], [0.0, 0.0, 1.0]), [1.0, 1.0, 1.0]));
    let ball = prepared(&sphere(&frame([1.0, 1.0, 0.5], [0.2, 0.1, 1.0]), 0.4));
    for (first, common) in [(&cover, 0.5), (&ball, 0.5 * 4.0 / 3.0 * std::f64::consts::PI * 0.064)] {
        let found = of(first, &pair);
        assert!((found.second - 2.0).abs() < 1e-9 && (found.common / common - 1.0).abs() < 5e-3, "{found:?}");
    }
    assert_eq!(pair.tangled(), 0.0);
}

#[test]
fn what_a_file_encloses_twice_is_told_and_bounds_the_error() {
    for turned_by in [0.0, 0.02] {
        let mut mesh = Mesh::default();
        for at in [0.0, 3.0] {
            let block = turned(
                &block(&frame([at, 0.0, 0.0], [0.0, 0.0, 1.0]), [4.0, 4.0, 4.0]),
                [1.0, 2.0, 3.0],
                turned_by * at,
            );
            let own = mesher::mesh(&block, &MeshOptions::default()).unwrap();
            let base = mesh.positions.len() as u32;
            mesh.triangles.extend(own.triangles.iter().map(|t| t.map(|v| v + base)));
            mesh.positions.extend(own.positions);
        }
        let tangled = Prepared::solid(Arc::new(mesh), None);
        let twice = tangled.tangled();
        if turned_by == 0.0 {
            assert!((twice - 16.0).abs() < 1e-4, "{twice}");
        }
        let whole = prepared(&block(&frame([0.0; 3], [0.0, 0.0, 1.0]), [7.0, 4.0, 4.0]));
        let found = of(&whole, &tangled);
        assert!(twice > 0.1 && found.error > twice / 300.0, "{twice} {found:?}");
    }
    let body = cone(&frame([0.0; 3], [0.0, 0.3, 1.0]), 8.0, 15.0);
    assert_eq!(file(&body, 15.0).tangled(), 0.0);
}
