#!/usr/bin/env python3
"""Makes bundles for the tasks API out of MediaPipe's legacy models (weights untouched): face.task, hand_lite.task and
hand_full.task.

usage: bundle.py MODULES OUT_FOLDER      MODULES: mediapipe/modules of 0.10.14; run by a Python that has mediapipe 1.2.2

The tasks want metadata that says how the input is normalised: it is written. The face task wants one output of 478
points where the legacy net has 468: ten points in the middle of the crop are appended by one CONCATENATION.
"""
import pathlib
import sys
import zipfile

import flatbuffers
import numpy
from mediapipe.tasks.metadata import metadata_schema_py_generated as metadata
from mediapipe.tasks.metadata import schema_py_generated as schema

POINTS, MISSING, CROP_PX = 478, 10, 192


def add_buffer(model, data):
    entry = schema.BufferT()
    entry.data = numpy.frombuffer(data, numpy.uint8)
    model.buffers.append(entry)
    return len(model.buffers) - 1


def add_tensor(model, name, shape, buffer_index):
    tensor = schema.TensorT()
    tensor.name, tensor.type, tensor.shape, tensor.buffer = name, schema.TensorType.FLOAT32, shape, buffer_index
    model.subgraphs[0].tensors.append(tensor)
    return len(model.subgraphs[0].tensors) - 1


def append_points(model):
    graph = model.subgraphs[0]
    middle = numpy.full(3 * MISSING, CROP_PX / 2, numpy.float32).tobytes()
    padding = add_tensor(model, 'padding', [1, 1, 1, 3 * MISSING], add_buffer(model, middle))
    points = add_tensor(model, 'points', [1, 1, 1, 3 * POINTS], 0)
    code = schema.OperatorCodeT()
    code.builtinCode = code.deprecatedBuiltinCode = schema.BuiltinOperator.CONCATENATION
    code.version = 1
    model.operatorCodes.append(code)
    op = schema.OperatorT()
    op.opcodeIndex = len(model.operatorCodes) - 1
    op.inputs, op.outputs = [graph.outputs[0], padding], [points]
    op.builtinOptionsType = schema.BuiltinOptions.ConcatenationOptions
    op.builtinOptions = schema.ConcatenationOptionsT()
    op.builtinOptions.axis = 3
    graph.operators.append(op)
    graph.outputs = [points, graph.outputs[-1]]


def describe_tensor(name, normalised):
    tensor = metadata.TensorMetadataT()
    tensor.name = name
    if normalised:
        tensor.content = metadata.ContentT()
        tensor.content.contentPropertiesType = metadata.ContentProperties.ImageProperties
        tensor.content.contentProperties = metadata.ImagePropertiesT()
        tensor.content.contentProperties.colorSpace = metadata.ColorSpaceType.RGB
        unit = metadata.ProcessUnitT()
        unit.optionsType, unit.options = metadata.ProcessUnitOptions.NormalizationOptions, metadata.NormalizationOptionsT()
        unit.options.mean, unit.options.std = [0.0], [255.0]
        tensor.processUnits = [unit]
    return tensor


def add_metadata(model):
    graph = metadata.SubGraphMetadataT()
    graph.inputTensorMetadata = [describe_tensor('image', True)]
    graph.outputTensorMetadata = [describe_tensor('output%d' % i, False) for i in range(len(model.subgraphs[0].outputs))]
    root = metadata.ModelMetadataT()
    root.name, root.subgraphMetadata = 'legacy', [graph]
    builder = flatbuffers.Builder(1024)
    builder.Finish(root.Pack(builder), b'M001')
    entry = schema.MetadataT()
    entry.name, entry.buffer = 'TFLITE_METADATA', add_buffer(model, bytes(builder.Output()))
    model.metadata = [old for old in model.metadata or [] if old.name != b'TFLITE_METADATA'] + [entry]


def load(file):
    return schema.ModelT.InitFromObj(schema.Model.GetRootAsModel(file.read_bytes(), 0))


def with_metadata(model):
    add_metadata(model)
    builder = flatbuffers.Builder(1 << 20)
    builder.Finish(model.Pack(builder), b'TFL3')
    return bytes(builder.Output())


def write(out, files):
    with zipfile.ZipFile(out, 'w') as bundle:
        for name, data in files.items():
            bundle.writestr(name, data)


def main():
    modules, out = map(pathlib.Path, sys.argv[1:])
    face = load(modules / 'face_landmark/face_landmark.tflite')
    append_points(face)
    write(out / 'face.task', {
        'face_detector.tflite': (modules / 'face_detection/face_detection_short_range.tflite').read_bytes(),
        'face_landmarks_detector.tflite': with_metadata(face)})
    for size in ('lite', 'full'):
        palm = load(modules / ('palm_detection/palm_detection_%s.tflite' % size))
        hand = load(modules / ('hand_landmark/hand_landmark_%s.tflite' % size))
        write(out / ('hand_%s.task' % size), {'hand_detector.tflite': with_metadata(palm),
                                              'hand_landmarks_detector.tflite': with_metadata(hand)})


if __name__ == '__main__':
    main()
