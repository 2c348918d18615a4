use super::{Curve, CurveKind, Face, Frame, Loop, Shape, Sketch, SolidKind, Transform3};

/// Multiplies to 128 bits and folds both halves: every input bit reaches every output bit.
fn mix(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    (product >> 64) as u64 ^ product as u64
}

/// A 128-bit content hash with fixed keys: equal on every machine and in every run.
///
/// Two independent 64-bit lanes; good enough to name shapes in a cache, not meant against an adversary
/// who searches for collisions.
#[derive(Clone, Debug)]
pub struct ContentHasher {
    first: u64,
    second: u64,
    count: u64,
}

impl Default for ContentHasher {
    fn default() -> Self {
        Self { first: 0x243f_6a88_85a3_08d3, second: 0x1319_8a2e_0370_7344, count: 0 }
    }
}

impl ContentHasher {
    /// Adds a word.
    pub fn word(&mut self, word: u64) {
        self.count += 1;
        self.first = mix(self.first ^ word, 0x9e37_79b9_7f4a_7c15).wrapping_add(self.second);
        self.second = mix(self.second ^ word.rotate_left(29), 0xd1b5_4a32_d192_ed03).wrapping_add(self.count);
    }

    /// Adds a number; `-0.0` counts as `0.0`.
    pub fn number(&mut self, number: f64) {
        self.word((number + 0.0).to_bits());
    }

    /// Adds another hash.
    pub fn hash(&mut self, hash: u128) {
        self.word(hash as u64);
        self.word((hash >> 64) as u64);
    }

    /// The hash of everything added.
    pub fn finish(mut self) -> u128 {
        let count = self.count;
        self.word(count);
        u128::from(mix(self.first, 0xa409_3822_299f_31d1)) << 64 | u128::from(mix(self.second, 0x082e_fa98_ec4e_6c89))
    }

    fn numbers(&mut self, numbers: &[f64]) {
        for number in numbers {
            self.number(*number);
        }
    }

    fn frame(&mut self, frame: &Frame) {
        for vector in [frame.origin, frame.x, frame.y, frame.z] {
            self.numbers(&vector.to_array());
        }
    }

    fn transform(&mut self, transform: &Transform3) {
        self.numbers(&transform.linear.to_cols_array());
        self.numbers(&transform.translation.to_array());
    }

    fn curve(&mut self, curve: &Curve) {
        match curve.kind {
            CurveKind::Line { start, end } => {
                self.word(1);
                self.numbers(&[start.x, start.y, end.x, end.y]);
            }
            CurveKind::Arc { start, mid, end } => {
                self.word(2);
                self.numbers(&[start.x, start.y, mid.x, mid.y, end.x, end.y]);
            }
            CurveKind::Circle { center, radius } => {
                self.word(3);
                self.numbers(&[center.x, center.y, radius]);
            }
        }
    }

    fn chain(&mut self, chain: &Loop) {
        self.word(chain.curves.len() as u64);
        for curve in chain.curves.iter() {
            self.curve(curve);
        }
    }

    fn face(&mut self, face: &Face) {
        self.word(face.regions.len() as u64);
        for region in face.regions.iter() {
            self.chain(&region.outer);
            self.word(region.holes.len() as u64);
            for hole in region.holes.iter() {
                self.chain(hole);
            }
        }
    }

    fn sketch(&mut self, sketch: &Sketch) {
        self.frame(&sketch.frame);
        self.word(sketch.faces.len() as u64);
        for face in sketch.faces.iter() {
            self.face(face);
        }
    }

    /// Adds a shape of any kind.
    pub fn shape(&mut self, shape: &Shape) {
        self.word(0x20 + shape.kind() as u64);
        match shape {
            Shape::Curve(curve) => self.curve(curve),
            Shape::Loop(chain) => self.chain(chain),
            Shape::Face(face) => self.face(face),
            Shape::Sketch(sketch) => self.sketch(sketch),
            Shape::Solid(solid) => self.hash(solid.hash),
        }
    }

    /// Adds an operation; operands count by their own hash.
    pub fn solid_kind(&mut self, kind: &SolidKind) {
        match kind {
            SolidKind::Extrude { sketch, from, to } => {
                self.word(0x10);
                self.sketch(sketch);
                self.numbers(&[*from, *to]);
            }
            SolidKind::Revolve { sketch, point, direction, from, to } => {
                self.word(0x11);
                self.sketch(sketch);
                self.numbers(&[point.x, point.y, direction.x, direction.y, *from, *to]);
            }
            SolidKind::Transform { solid, transform } => {
                self.word(0x12);
                self.hash(solid.hash);
                self.transform(transform);
            }
            SolidKind::Boolean { op, operands } => {
                self.word(0x13 + *op as u64);
                self.word(operands.len() as u64);
                for operand in operands.iter() {
                    self.hash(operand.hash);
                }
            }
        }
    }
}
