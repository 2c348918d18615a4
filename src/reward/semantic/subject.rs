use super::primitive::Primitives;
use crate::model::{Shape, Transform3};
use crate::render::Scene;
use crate::render::buffer::Window;

/// A shape as it is looked at.
pub struct Subject<'a> {
    /// Its meshes, or its plane shapes.
    pub scene: Scene<'a>,
    /// The shapes of its program's parts; none for a mesh that was read from a file.
    pub parts: Vec<&'a Shape>,
    /// What both are moved by before anything is compared.
    pub pose: Transform3,
}

impl<'a> Subject<'a> {
    /// A shape where it is.
    pub fn new(scene: Scene<'a>, parts: Vec<&'a Shape>) -> Subject<'a> {
        Subject { scene, parts, pose: Transform3::IDENTITY }
    }

    /// Whether it is a body; otherwise it lies in a plane.
    pub fn is_solid(&self) -> bool {
        matches!(self.scene, Scene::Solids(_))
    }

    /// The window around it; none without extent.
    pub fn window(&self) -> Option<Window> {
        Window::around_scene(&self.scene, &self.pose)
    }

    /// Whether cells can tell its inside from its outside.
    pub(super) fn is_closed(&self) -> bool {
        match &self.scene {
            Scene::Solids(meshes) => meshes.iter().all(|mesh| !mesh.faces.is_empty() || mesh.gap().is_none()),
            Scene::Flat(_) => true,
        }
    }

    pub(super) fn primitives(&self) -> Option<Primitives> {
        (!self.parts.is_empty()).then(|| Primitives::of(self.parts.iter().copied(), &self.pose))
    }
}
