use glam::{DMat2, DMat3, DVec2, DVec3};

/// A right-handed orthonormal frame: a plane with an origin, an x direction and a normal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// Origin, mm.
    pub origin: DVec3,
    /// Unit x direction in the plane.
    pub x: DVec3,
    /// Unit y direction in the plane.
    pub y: DVec3,
    /// Unit normal, `x × y`.
    pub z: DVec3,
}

impl Frame {
    /// World XY: x = +X, normal = +Z.
    pub const XY: Frame = Frame { origin: DVec3::ZERO, x: DVec3::X, y: DVec3::Y, z: DVec3::Z };
    /// World XZ: x = +X, y = +Z, normal = −Y.
    pub const XZ: Frame = Frame { origin: DVec3::ZERO, x: DVec3::X, y: DVec3::Z, z: DVec3::NEG_Y };
    /// World YZ: x = +Y, y = +Z, normal = +X.
    pub const YZ: Frame = Frame { origin: DVec3::ZERO, x: DVec3::Y, y: DVec3::Z, z: DVec3::X };

    /// The frame at `origin` with normal along `normal` and x as near `x` as the plane allows.
    /// `None` when a direction is zero or not finite, or the two are parallel (sine below 1e-9).
    pub fn new(origin: DVec3, x: DVec3, normal: DVec3) -> Option<Self> {
        let z = normal.try_normalize()?;
        let direction = x.try_normalize()?;
        let y = z.cross(direction);
        if !origin.is_finite() || y.length() < super::tolerance::ANGULAR {
            return None;
        }
        // Keep bits of exact axes: only re-orthogonalise when needed.
        let x = if direction.dot(z) == 0.0 { direction } else { (direction - z * direction.dot(z)).normalize() };
        Some(Self { origin, x, y: z.cross(x), z })
    }

    /// World place of the local point `(x, y, height)`.
    pub fn point(&self, local: DVec2, height: f64) -> DVec3 {
        self.origin + self.x * local.x + self.y * local.y + self.z * height
    }

    /// World direction of a local direction.
    pub fn direction(&self, local: DVec3) -> DVec3 {
        self.x * local.x + self.y * local.y + self.z * local.z
    }

    /// Local coordinates `(x, y, height)` of a world point.
    pub fn local(&self, world: DVec3) -> DVec3 {
        let d = world - self.origin;
        DVec3::new(d.dot(self.x), d.dot(self.y), d.dot(self.z))
    }

    /// From the coordinates of this plane to those of another frame of the same plane; `None` when they are different
    /// planes.
    pub fn within(&self, other: &Frame) -> Option<Transform2> {
        let origin = other.local(self.origin);
        let parallel = self.z.cross(other.z).length() < super::tolerance::ANGULAR;
        if !parallel || origin.z.abs() > super::tolerance::LINEAR {
            return None;
        }
        let image = |direction: DVec3| DVec2::new(direction.dot(other.x), direction.dot(other.y));
        Some(Transform2 { linear: DMat2::from_cols(image(self.x), image(self.y)), translation: origin.truncate() })
    }

    /// The frame moved `distance` along its normal.
    pub fn offset(&self, distance: f64) -> Frame {
        Frame { origin: self.origin + self.z * distance, ..*self }
    }
}

/// A similarity of the plane: `linear · p + translation`, `linear` = scale × rotation (× reflection).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Transform2 {
    /// Columns are the images of the unit vectors.
    pub linear: DMat2,
    /// Added after.
    pub translation: DVec2,
}

impl Transform2 {
    /// The image of a point.
    pub fn point(&self, p: DVec2) -> DVec2 {
        self.linear * p + self.translation
    }
    /// The factor on lengths.
    pub fn scale(&self) -> f64 {
        self.linear.x_axis.length()
    }
    /// Whether orientation is reversed.
    pub fn is_mirrored(&self) -> bool {
        self.linear.determinant() < 0.0
    }
}

/// A similarity of space: `linear · p + translation`, `linear` = scale × rotation (× reflection).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Transform3 {
    /// Columns are the images of the unit vectors.
    pub linear: DMat3,
    /// Added after.
    pub translation: DVec3,
}

impl Transform3 {
    /// Leaves everything where it is.
    pub const IDENTITY: Transform3 = Transform3 { linear: DMat3::IDENTITY, translation: DVec3::ZERO };

    /// Whether columns are equally long and at right angles, to 1e-9 of their length, and not zero.
    pub fn is_similarity(&self) -> bool {
        let DMat3 { x_axis: a, y_axis: b, z_axis: c } = self.linear;
        let s = a.length();
        let near = |v: f64| v.abs() <= 1e-9 * s * s;
        s > 0.0
            && s.is_finite()
            && self.translation.is_finite()
            && near(a.dot(b))
            && near(a.dot(c))
            && near(b.dot(c))
            && near(b.length_squared() - s * s)
            && near(c.length_squared() - s * s)
    }

    /// The image of a point.
    pub fn point(&self, p: DVec3) -> DVec3 {
        self.linear * p + self.translation
    }
    /// The image of a direction (not normalised).
    pub fn direction(&self, d: DVec3) -> DVec3 {
        self.linear * d
    }
    /// The factor on lengths.
    pub fn scale(&self) -> f64 {
        self.linear.x_axis.length()
    }
    /// Whether orientation is reversed.
    pub fn is_mirrored(&self) -> bool {
        self.linear.determinant() < 0.0
    }
    /// `self` after `first`.
    pub fn after(&self, first: &Transform3) -> Transform3 {
        Transform3 { linear: self.linear * first.linear, translation: self.point(first.translation) }
    }
    /// The restriction to the world XY plane, when the plane is mapped into itself.
    pub fn planar(&self) -> Option<Transform2> {
        let DMat3 { x_axis: a, y_axis: b, z_axis: c } = self.linear;
        let s = self.scale();
        let small = |v: f64| v.abs() <= 1e-12 * s;
        if !(small(a.z) && small(b.z) && small(c.x) && small(c.y))
            || self.translation.z.abs() > super::tolerance::LINEAR
        {
            return None;
        }
        Some(Transform2 {
            linear: DMat2::from_cols(a.truncate(), b.truncate()),
            translation: self.translation.truncate(),
        })
    }
    /// The image of a frame under a rigid or mirrored map, and whether the sketch in it must be reflected
    /// (`(x, y) → (x, −y)`): a mirrored frame is made right-handed again by reversing its y axis and
    /// keeping its normal, so that heights along the normal keep their sign.
    pub fn frame(&self, frame: &Frame) -> (Frame, bool) {
        let (x, z) = (self.direction(frame.x).normalize(), self.direction(frame.z).normalize());
        (Frame { origin: self.point(frame.origin), x, y: z.cross(x), z }, self.is_mirrored())
    }
}
