"""Saccade finds faces, hands and bodies in pictures and video.

    with saccade.FaceMesh(max_faces=2) as mesh:
        result = mesh.process(image)          # numpy uint8, height x width x 3, RGB
        points = result.faces[0].landmarks    # numpy float32, 468 x 3
"""

from ._saccade import (
    BodyPose,
    DetectedFace,
    FaceDetection,
    FaceDetectionResult,
    FaceMesh,
    FaceMeshFace,
    FaceMeshResult,
    Hand,
    Hands,
    HandsResult,
    Pose,
    PoseResult,
    SelfieSegmentation,
    SelfieSegmentationResult,
    __version__,
)

__all__ = [
    'BodyPose', 'DetectedFace', 'FaceDetection', 'FaceDetectionResult', 'FaceMesh', 'FaceMeshFace', 'FaceMeshResult', 'Hand',
    'Hands', 'HandsResult', 'Pose', 'PoseResult', 'SelfieSegmentation', 'SelfieSegmentationResult', '__version__',
]
