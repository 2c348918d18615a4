//! Files and pictures of an outcome.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use glam::DVec3;
use serde_json::json;

use super::Outcome;
use crate::diagnostics::{Diagnostic, registry::io};
use crate::export::{self, Drawing, MeshPart, dxf, glb, obj, step, stl, svg, threemf};
use crate::geom::mesh::Mesh;
use crate::geom::mesher::MeshOptions;
use crate::model::{GeometryError, Shape};
use crate::render::{Scene, Size, View, picture};
use crate::text::Span;

/// What can be written, by a file name's ending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Artifact {
    /// Binary STL.
    Stl,
    /// 3MF.
    ThreeMf,
    /// Wavefront OBJ.
    Obj,
    /// STEP AP214.
    Step,
    /// Binary glTF.
    Glb,
    /// DXF drawing.
    Dxf,
    /// SVG drawing.
    Svg,
    /// Picture.
    Png,
    /// Measurements.
    Json,
}

/// Settings of what is written.
#[derive(Clone, Debug, Default)]
pub struct WriteOptions {
    /// View of a picture of solids; plane shapes are seen from above.
    pub view: View,
    /// Size of a picture.
    pub size: Size,
    /// Fineness of meshes.
    pub mesh: MeshOptions,
    /// Only the part of this name.
    pub part: Option<String>,
}

impl Artifact {
    /// The endings, for messages.
    pub const ENDINGS: &'static [&'static str] =
        &[".stl", ".3mf", ".obj", ".step", ".stp", ".glb", ".dxf", ".svg", ".png", ".json"];

    /// The artifact of a file name's ending.
    pub fn of_path(path: &Path) -> Option<Artifact> {
        Some(match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "stl" => Artifact::Stl,
            "3mf" => Artifact::ThreeMf,
            "obj" => Artifact::Obj,
            "step" | "stp" => Artifact::Step,
            "glb" => Artifact::Glb,
            "dxf" => Artifact::Dxf,
            "svg" => Artifact::Svg,
            "png" => Artifact::Png,
            "json" => Artifact::Json,
            _ => return None,
        })
    }
}

impl Outcome {
    /// Writes one file; what goes wrong is reported. Whether the file was written.
    pub fn write(&mut self, path: &Path, artifact: Artifact, options: &WriteOptions) -> bool {
        let Some(bytes) = self.bytes(artifact, options) else { return false };
        let start = Instant::now();
        let written = export::write(path, &bytes);
        self.timings.write += start.elapsed();
        written.map_err(|diagnostic| self.diagnostics.push(*diagnostic)).is_ok()
    }

    /// The bytes of one file; none when something went wrong, which is reported.
    pub fn bytes(&mut self, artifact: Artifact, options: &WriteOptions) -> Option<Vec<u8>> {
        let selected = self.select(options.part.as_deref())?;
        let Some(first) = selected.first() else {
            let message = "there is nothing to write: the program has no part";
            self.diagnostics.push(Diagnostic::new(io::FORMAT, Span::default(), message));
            return None;
        };
        let span = self.parts()[*first].name_span;
        let result = match artifact {
            Artifact::Json => return Some(self.measurements(&selected, options)),
            Artifact::Dxf => dxf::text(&self.drawings(&selected)).map(String::into_bytes),
            Artifact::Svg => svg::document(&self.drawings(&selected)).map(String::into_bytes),
            Artifact::Png => return self.picture(&selected, options),
            Artifact::Step => self.step(&selected),
            Artifact::Stl | Artifact::ThreeMf | Artifact::Obj | Artifact::Glb => {
                let meshes = self.meshes(&selected, &options.mesh, artifact)?;
                let parts: Vec<_> =
                    meshes.iter().map(|(name, mesh)| MeshPart { name: name.as_str(), mesh: mesh.as_ref() }).collect();
                if matches!(artifact, Artifact::Stl | Artifact::Glb) {
                    self.diagnostics.extend(coarse(&parts, artifact, options.mesh.chord, span));
                }
                match artifact {
                    Artifact::Stl => Ok(stl::binary(&parts)),
                    Artifact::ThreeMf => threemf::package(&parts),
                    Artifact::Obj => Ok(obj::text(&parts).into_bytes()),
                    _ => Ok(glb::binary(&parts)),
                }
            }
        };
        result.map_err(|error| self.report(error, span)).ok()
    }

    /// Indices of the parts to write.
    fn select(&mut self, part: Option<&str>) -> Option<Vec<usize>> {
        let Some(wanted) = part else { return Some((0..self.parts().len()).collect()) };
        let found: Vec<_> = (0..self.parts().len()).filter(|i| self.parts()[*i].name == wanted).collect();
        if found.is_empty() {
            let names: Vec<_> = self.parts().iter().map(|part| part.name.as_str()).collect();
            let message = format!("there is no part `{wanted}`; the parts are {}", names.join(", "));
            self.diagnostics.push(Diagnostic::new(io::NO_SUCH_PART, Span::default(), message));
            return None;
        }
        Some(found)
    }

    fn drawings(&self, selected: &[usize]) -> Vec<Drawing<'_>> {
        selected
            .iter()
            .map(|i| &self.parts()[*i])
            .map(|part| Drawing { name: &part.name, shape: &part.shape })
            .collect()
    }

    /// A picture of the solids, or of the plane shapes when there is no solid.
    fn picture(&mut self, selected: &[usize], options: &WriteOptions) -> Option<Vec<u8>> {
        let is_solid = |outcome: &Outcome, i: usize| matches!(outcome.parts()[i].shape, Shape::Solid(_));
        let solids: Vec<usize> = selected.iter().copied().filter(|i| is_solid(self, *i)).collect();
        let mut meshes = Vec::new();
        for i in &solids {
            meshes.push(self.mesh(*i, &options.mesh)?);
        }
        let start = Instant::now();
        let scene = if solids.is_empty() {
            Scene::Flat(selected.iter().map(|i| &self.parts()[*i].shape).collect())
        } else {
            Scene::Solids(meshes.iter().map(|mesh| &**mesh).collect())
        };
        let bytes = picture(&scene, options.view, options.size).png();
        self.timings.write += start.elapsed();
        Some(bytes)
    }

    fn step(&self, selected: &[usize]) -> Result<Vec<u8>, GeometryError> {
        let mut bodies = Vec::new();
        for i in selected {
            let part = &self.parts()[*i];
            match self.body(*i) {
                Some(body) => bodies.push((part.name.as_str(), body)),
                None => return Err(not_solid("STEP", &part.name)),
            }
        }
        let borrowed: Vec<_> = bodies.iter().map(|(name, body)| (*name, &**body)).collect();
        step::write(&borrowed).map(String::into_bytes)
    }

    fn meshes(
        &mut self,
        selected: &[usize],
        options: &MeshOptions,
        artifact: Artifact,
    ) -> Option<Vec<(String, Arc<Mesh>)>> {
        let mut meshes = Vec::new();
        for i in selected {
            let (name, span) = (self.parts()[*i].name.to_string(), self.parts()[*i].name_span);
            if !matches!(self.parts()[*i].shape, Shape::Solid(_)) {
                self.report(not_solid(&format!("{artifact:?}"), &name), span);
                return None;
            }
            meshes.push((name, self.mesh(*i, options)?));
        }
        Some(meshes)
    }

    fn measurements(&mut self, selected: &[usize], options: &WriteOptions) -> Vec<u8> {
        let (records, total) = self.measure(&options.mesh);
        let names: Vec<_> = selected.iter().map(|i| self.parts()[*i].name.to_string()).collect();
        let records: Vec<_> = records.into_iter().filter(|record| names.contains(&record.name)).collect();
        let mut document = json!({"schema": 1, "parts": records});
        if let (Some(total), None) = (total, &options.part) {
            document["total"] = json!(total);
        }
        format!("{document:#}\n").into_bytes()
    }
}

/// Warns when numbers of 32 bits move the vertices of a mesh by more than a tenth of its chord tolerance, or by a
/// noticeable share of its size: it lies far from the origin.
fn coarse(parts: &[MeshPart], artifact: Artifact, chord: f64, span: Span) -> Option<Diagnostic> {
    /// The share of the diagonal of the box that counts as noticeable.
    const SHARE: f64 = 1e-5;
    let (mut moved, mut far) = (0.0f64, 0.0f64);
    let mut bounds: Option<(DVec3, DVec3)> = None;
    for p in parts.iter().flat_map(|part| &part.mesh.positions) {
        let kept = p
            .to_array()
            .map(|x| if artifact == Artifact::Stl { f64::from(x as f32) } else { 1e3 * f64::from((x / 1e3) as f32) });
        moved = moved.max((*p - DVec3::from_array(kept)).length());
        far = far.max(p.abs().max_element());
        bounds = Some(bounds.map_or((*p, *p), |(min, max)| (min.min(*p), max.max(*p))));
    }
    let (min, max) = bounds?;
    if moved <= (0.1 * chord).min(SHARE * min.distance(max)) {
        return None;
    }
    let message = format!(
        "{artifact:?} holds coordinates in 32 bits: up to {far:.0} mm from the origin its vertices are moved by up to \
         {moved:.1e} mm"
    );
    let remedy = "move the part near to the origin, or write .3mf, .obj or .step, which hold all digits";
    Some(Diagnostic::new(io::PRECISION, span, message).note(remedy))
}

fn not_solid(format: &str, name: &str) -> GeometryError {
    let message =
        format!("{format} holds solids; part `{name}` is a plane shape: write .svg, .dxf or .png, or extrude it");
    GeometryError::new(io::FORMAT, message)
}
