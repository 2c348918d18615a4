//! Shaded pictures of meshes.

use glam::{DVec3, Vec3};
use rayon::prelude::*;

use super::View;
use super::camera::{Bounds, Directions, Fit};
use super::edges::{self, Weight};
use super::image::{Band, Image};
use super::line::{self, Stroke};
use super::raster::{NOTHING, SAMPLES, Samples};
use super::shade::{Material, single};
use crate::export::corner_normals;
use crate::geom::mesh::Mesh;

/// Pixels of a band, about; bands bound the memory of large pictures.
const BAND_PIXELS: usize = 1 << 17;
/// Rows beyond a band that its lines may ask about.
const OVERLAP: usize = 3;

/// Draws meshes from one of the single views.
pub(super) fn draw(meshes: &[&Mesh], view: View, width: u32, height: u32) -> Image {
    let directions = Directions::of(view);
    let Some(bounds) = bounds(meshes, &directions) else { return Image::white(width, height) };
    let fit = Fit::new(&bounds, width, height, Fit::scale_for(&bounds, width, height));
    Prepared::new(meshes, &directions, &fit, width, height).image()
}

/// Top, iso, front and right: the three straight views to one scale and in line with each other, as on a drawing.
pub(super) fn sheet(meshes: &[&Mesh], width: u32, height: u32) -> Image {
    let mut image = Image::white(width, height);
    let gap = (width.min(height) / 64).max(2);
    let (cell_width, cell_height) = ((width - gap) / 2, (height - gap) / 2);
    let straight = [View::Top, View::Front, View::Right];
    let scales = straight.iter().filter_map(|&view| {
        bounds(meshes, &Directions::of(view)).map(|bounds| Fit::scale_for(&bounds, cell_width, cell_height))
    });
    let scale = scales.fold(f64::INFINITY, f64::min);
    let (right, below) = (cell_width + gap, cell_height + gap);
    for (view, left, top) in
        [(View::Top, 0, 0), (View::Iso, right, 0), (View::Front, 0, below), (View::Right, right, below)]
    {
        let directions = Directions::of(view);
        let Some(bounds) = bounds(meshes, &directions) else { continue };
        let own = Fit::scale_for(&bounds, cell_width, cell_height);
        let scale = if view == View::Iso { own } else { scale };
        let fit = Fit::new(&bounds, cell_width, cell_height, scale);
        image.paste(&Prepared::new(meshes, &directions, &fit, cell_width, cell_height).image(), left, top);
    }
    image
}

fn bounds(meshes: &[&Mesh], directions: &Directions) -> Option<Bounds> {
    let corners = meshes.iter().flat_map(|mesh| mesh.triangles.iter().filter_map(|&triangle| mesh.corners(triangle)));
    Bounds::of(corners.flatten().map(|p| directions.local(p)))
}

/// How a triangle is shaded: with one colour, or by a normal that runs evenly over the picture.
enum Surface {
    Flat([f32; 3]),
    Smooth { material: Material, origin: Vec3, along_x: Vec3, along_y: Vec3 },
}

struct Triangle {
    corners: [DVec3; 3],
    surface: Surface,
}

struct DepthStroke {
    stroke: Stroke,
    depths: [f64; 2],
}

/// A scene in pixel coordinates.
struct Prepared {
    width: usize,
    height: usize,
    /// How far behind a surface a line may lie and still show, in depth.
    tolerance: f64,
    triangles: Vec<Triangle>,
    strokes: Vec<DepthStroke>,
}

impl Prepared {
    fn new(meshes: &[&Mesh], directions: &Directions, fit: &Fit, width: u32, height: u32) -> Self {
        let mut prepared = Prepared {
            width: width as usize,
            height: height as usize,
            tolerance: fit.pixel_depth(),
            triangles: Vec::new(),
            strokes: Vec::new(),
        };
        for (number, mesh) in meshes.iter().enumerate() {
            prepared.mesh(mesh, Material::part(number), directions, fit);
        }
        prepared
    }

    fn mesh(&mut self, mesh: &Mesh, material: Material, directions: &Directions, fit: &Fit) {
        let sound = mesh.triangles.iter().all(|&triangle| mesh.corners(triangle).is_some());
        if !sound {
            return;
        }
        let places: Vec<DVec3> = mesh.positions.iter().map(|&p| fit.place(directions.local(p))).collect();
        // Bodies are closed and face outward; a mesh from a file may show its inside.
        let closed = !mesh.faces.is_empty();
        for (&triangle, normals) in mesh.triangles.iter().zip(corner_normals(mesh)) {
            let corners = triangle.map(|index| places[index as usize]);
            if !corners.iter().all(|corner| corner.is_finite()) {
                continue;
            }
            // Pixel rows run down, so a triangle that faces the viewer is clockwise there.
            let [a, b, c] = corners;
            let away = (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y) >= 0.0;
            if away && closed {
                continue;
            }
            let turn = if away { -1.0 } else { 1.0 };
            let normals = normals.map(|normal| single(directions.local(normal) * turn));
            self.triangles.push(Triangle { corners, surface: surface(corners, normals, material) });
        }
        let thickness = (f64::from(self.width.min(self.height) as u32) / 420.0).clamp(1.0, 6.0);
        for (a, b, weight) in edges::lines(mesh, directions.toward) {
            let (Some(&a), Some(&b)) = (places.get(a as usize), places.get(b as usize)) else { continue };
            let (width, ink) = match weight {
                Weight::Tangent => (0.8 * thickness, 0.22),
                Weight::Crease => (1.25 * thickness, 0.9),
                Weight::Outline => (1.5 * thickness, 0.95),
            };
            let stroke = Stroke { a: a.truncate(), b: b.truncate(), width, ink };
            self.strokes.push(DepthStroke { stroke, depths: [a.z, b.z] });
        }
    }

    fn image(&self) -> Image {
        let rows = (BAND_PIXELS / self.width.max(1)).clamp(8, self.height.max(8));
        let tops: Vec<usize> = (0..self.height).step_by(rows).collect();
        let bands: Vec<Vec<u8>> =
            tops.par_iter().map(|&top| self.band(top, rows.min(self.height - top)).bytes()).collect();
        Image { width: self.width as u32, height: self.height as u32, pixels: bands.concat() }
    }

    fn band(&self, top: usize, rows: usize) -> Band {
        let above = top.min(OVERLAP);
        let mut samples =
            Samples::new(self.width * SAMPLES, (top - above) * SAMPLES, (rows + above + OVERLAP) * SAMPLES);
        for (number, triangle) in self.triangles.iter().enumerate() {
            samples.fill(triangle.corners, number as u32);
        }
        let mut band = Band::white(self.width, top, rows);
        let share = 1.0 / (SAMPLES * SAMPLES) as f32;
        for row in 0..rows {
            for column in 0..self.width {
                let mut sum = [0.0f32; 3];
                for dy in 0..SAMPLES {
                    let line = (row + above) * SAMPLES + dy;
                    let start = line * samples.width + column * SAMPLES;
                    for (dx, &triangle) in samples.triangle[start..start + SAMPLES].iter().enumerate() {
                        let color = if triangle == NOTHING {
                            [1.0; 3]
                        } else {
                            let x = (column * SAMPLES + dx) as f32;
                            self.color(triangle, x, (line + samples.top) as f32)
                        };
                        for (sum, channel) in sum.iter_mut().zip(color) {
                            *sum += channel.min(1.0);
                        }
                    }
                }
                band.colors[row * self.width + column] = sum.map(|channel| channel * share);
            }
        }
        for DepthStroke { stroke, depths: [near, far] } in &self.strokes {
            line::draw(&mut band, stroke, |t| {
                let place = stroke.a + (stroke.b - stroke.a) * t;
                samples.shows(place.extend(near + (far - near) * t), self.tolerance)
            });
        }
        band
    }

    fn color(&self, triangle: u32, x: f32, y: f32) -> [f32; 3] {
        match self.triangles[triangle as usize].surface {
            Surface::Flat(color) => color,
            Surface::Smooth { material, origin, along_x, along_y } => {
                material.lit((origin + along_x * x + along_y * y).normalize_or(Vec3::Z))
            }
        }
    }
}

fn surface(corners: [DVec3; 3], normals: [Vec3; 3], material: Material) -> Surface {
    let flat = || Surface::Flat(material.lit((normals[0] + normals[1] + normals[2]).normalize_or(Vec3::Z)));
    if normals[0].distance_squared(normals[1]) < 1e-8 && normals[0].distance_squared(normals[2]) < 1e-8 {
        return flat();
    }
    // The normal over sample coordinates is the plane through its values in the corners.
    let scale = SAMPLES as f64;
    let [a, b, c] = corners.map(|p| p.truncate() * scale - 0.5);
    let (ab, ac) = (b - a, c - a);
    let area = ab.perp_dot(ac);
    // A triangle thinner than a sample has no room for a gradient.
    if area.abs() < 1e-3 {
        return flat();
    }
    let [n0, n1, n2] = normals.map(Vec3::as_dvec3);
    let along_x = ((n1 - n0) * ac.y - (n2 - n0) * ab.y) / area;
    let along_y = ((n2 - n0) * ab.x - (n1 - n0) * ac.x) / area;
    let origin = n0 - along_x * a.x - along_y * a.y;
    Surface::Smooth { material, origin: single(origin), along_x: single(along_x), along_y: single(along_y) }
}
