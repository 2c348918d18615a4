//! GLB: binary glTF 2.0, a node and a material for each part.
//!
//! glTF wants metres and +Y up: positions are written in metres, and one root node turns +Z up into +Y up.
//! Vertices are split between faces, so that viewers shade faces smooth and their borders sharp.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{MeshPart, Rgb, corner_normals, part_color};

const ARRAY_BUFFER: u32 = 34962;
const ELEMENT_ARRAY_BUFFER: u32 = 34963;
const FLOAT: u32 = 5126;
const UNSIGNED_INT: u32 = 5125;

/// The parts as one GLB file. Parts without triangles are left out.
pub fn binary(parts: &[MeshPart]) -> Vec<u8> {
    let mut file = File::default();
    for (number, part) in parts.iter().enumerate().filter(|(_, part)| !part.mesh.triangles.is_empty()) {
        file.part(part, part_color(number));
    }
    file.finish()
}

#[derive(Default)]
struct File {
    data: Vec<u8>,
    views: Vec<Value>,
    accessors: Vec<Value>,
    meshes: Vec<Value>,
    materials: Vec<Value>,
    nodes: Vec<Value>,
}

impl File {
    fn part(&mut self, part: &MeshPart, color: Rgb) {
        let mut vertices: Vec<[[f32; 3]; 2]> = Vec::new();
        let mut known: HashMap<(u32, [u32; 3]), u32> = HashMap::new();
        let mut indices = Vec::with_capacity(part.mesh.triangles.len() * 3);
        for (triangle, normals) in part.mesh.triangles.iter().zip(corner_normals(part.mesh)) {
            for (&index, normal) in triangle.iter().zip(normals) {
                // A triangle without area has no normal, glTF wants one of unit length.
                let normal = if normal == glam::DVec3::ZERO { glam::DVec3::Z } else { normal };
                let normal = normal.to_array().map(|x| x as f32 + 0.0);
                let vertex = *known.entry((index, normal.map(f32::to_bits))).or_insert_with(|| {
                    let position = part.mesh.positions[index as usize].to_array().map(|x| (x / 1000.0) as f32 + 0.0);
                    vertices.push([position, normal]);
                    (vertices.len() - 1) as u32
                });
                indices.push(vertex);
            }
        }
        let (mut min, mut max) = ([f32::INFINITY; 3], [f32::NEG_INFINITY; 3]);
        for [position, _] in &vertices {
            for axis in 0..3 {
                min[axis] = min[axis].min(position[axis]);
                max[axis] = max[axis].max(position[axis]);
            }
        }
        let floats = |which: usize| vertices.iter().flat_map(move |vertex| vertex[which]).flat_map(f32::to_le_bytes);
        let positions: Vec<u8> = floats(0).collect();
        let normals: Vec<u8> = floats(1).collect();
        let position_view = self.view(positions, ARRAY_BUFFER);
        let normal_view = self.view(normals, ARRAY_BUFFER);
        let index_view =
            self.view(indices.iter().flat_map(|index| index.to_le_bytes()).collect(), ELEMENT_ARRAY_BUFFER);
        let first = self.accessors.len();
        self.accessors.push(json!({
            "bufferView": position_view, "componentType": FLOAT, "count": vertices.len(), "type": "VEC3",
            "min": min, "max": max,
        }));
        self.accessors.push(json!({
            "bufferView": normal_view, "componentType": FLOAT, "count": vertices.len(), "type": "VEC3",
        }));
        self.accessors.push(json!({
            "bufferView": index_view, "componentType": UNSIGNED_INT, "count": indices.len(), "type": "SCALAR",
        }));
        let [r, g, b] = color.map(linear);
        self.materials.push(json!({
            "name": part.name,
            "pbrMetallicRoughness": {"baseColorFactor": [r, g, b, 1.0], "metallicFactor": 0.0, "roughnessFactor": 0.6},
        }));
        self.meshes.push(json!({"name": part.name, "primitives": [{
            "attributes": {"POSITION": first, "NORMAL": first + 1}, "indices": first + 2, "mode": 4,
            "material": self.materials.len() - 1,
        }]}));
        self.nodes.push(json!({"name": part.name, "mesh": self.meshes.len() - 1}));
    }

    fn view(&mut self, bytes: Vec<u8>, target: u32) -> usize {
        // Every element is made of four-byte numbers, so every view stays aligned.
        self.views
            .push(json!({"buffer": 0, "byteOffset": self.data.len(), "byteLength": bytes.len(), "target": target}));
        self.data.extend(bytes);
        self.views.len() - 1
    }

    fn finish(mut self) -> Vec<u8> {
        let mut document = json!({"asset": {"version": "2.0", "generator": "recad"}, "scene": 0});
        if self.nodes.is_empty() {
            document["scenes"] = json!([{}]);
        } else {
            let half = std::f64::consts::FRAC_1_SQRT_2;
            let children: Vec<usize> = (1..=self.nodes.len()).collect();
            let root = json!({"name": "Z up", "rotation": [-half, 0.0, 0.0, half], "children": children});
            self.nodes.insert(0, root);
            document["scenes"] = json!([{"nodes": [0]}]);
            document["nodes"] = self.nodes.into();
            document["meshes"] = self.meshes.into();
            document["materials"] = self.materials.into();
            document["accessors"] = self.accessors.into();
            document["bufferViews"] = self.views.into();
            document["buffers"] = json!([{"byteLength": self.data.len()}]);
        }
        let mut text = document.to_string().into_bytes();
        text.resize(text.len().next_multiple_of(4), b' ');
        let mut chunks: Vec<(&[u8; 4], Vec<u8>)> = vec![(b"JSON", text)];
        if !self.data.is_empty() {
            chunks.push((b"BIN\0", self.data));
        }
        let length = 12 + chunks.iter().map(|(_, chunk)| 8 + chunk.len()).sum::<usize>();
        let mut bytes = Vec::with_capacity(length);
        bytes.extend_from_slice(b"glTF");
        bytes.extend_from_slice(&2u32.to_le_bytes());
        bytes.extend_from_slice(&(length as u32).to_le_bytes());
        for (kind, chunk) in chunks {
            bytes.extend_from_slice(&(chunk.len() as u32).to_le_bytes());
            bytes.extend_from_slice(kind);
            bytes.extend(chunk);
        }
        bytes
    }
}

/// The sRGB value as a linear factor, to six digits.
fn linear(value: u8) -> f64 {
    let c = f64::from(value) / 255.0;
    let linear = if c <= 0.04045 { c / 12.92 } else { libm::pow((c + 0.055) / 1.055, 2.4) };
    (linear * 1e6).round() / 1e6
}

#[cfg(test)]
mod tests {
    use glam::{DQuat, DVec3};

    use super::super::sample::block;
    use super::*;

    fn chunks(bytes: &[u8]) -> (Value, &[u8]) {
        let number = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
        assert_eq!((&bytes[..4], number(4), number(8)), (b"glTF".as_slice(), 2, bytes.len()));
        let json = &bytes[20..20 + number(12)];
        let rest = &bytes[20 + number(12)..];
        (serde_json::from_slice(json).unwrap(), rest.get(8..).unwrap_or_default())
    }

    #[test]
    fn accessors_lie_in_the_buffer_and_bound_the_part_in_metres() {
        let (one, two) = (block(DVec3::new(10.0, 20.0, 30.0)), block(DVec3::ONE));
        let bytes = binary(&[MeshPart { name: "one", mesh: &one }, MeshPart { name: "two", mesh: &two }]);
        let (document, data) = chunks(&bytes);
        assert_eq!(document["buffers"][0]["byteLength"], data.len());
        // A vertex of the block for each of the three faces it lies on.
        assert_eq!(document["accessors"][0]["count"], 24);
        assert_eq!(document["accessors"][0]["max"], json!([0.01f32, 0.02f32, 0.03f32]));
        for view in document["bufferViews"].as_array().unwrap() {
            let end = view["byteOffset"].as_u64().unwrap() + view["byteLength"].as_u64().unwrap();
            assert!(end <= data.len() as u64 && end % 4 == 0);
        }
        assert_eq!(document["nodes"][0]["children"], json!([1, 2]));
    }

    #[test]
    fn the_root_turns_z_up_into_y_up() {
        let mesh = block(DVec3::ONE);
        let bytes = binary(&[MeshPart { name: "one", mesh: &mesh }]);
        let rotation = &chunks(&bytes).0["nodes"][0]["rotation"];
        let q = [0, 1, 2, 3].map(|k| rotation[k].as_f64().unwrap());
        assert!((DQuat::from_array(q) * DVec3::Z - DVec3::Y).length() < 1e-15);
        assert!((DQuat::from_array(q) * DVec3::X - DVec3::X).length() < 1e-15);
    }

    #[test]
    fn nothing_is_a_valid_file_too() {
        let bytes = binary(&[]);
        let (document, data) = chunks(&bytes);
        assert_eq!((&document["scenes"][0], data.len()), (&json!({}), 0));
    }
}
