#include "model/tflite.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>

#include "model/check.h"
#include "model/rewrite.h"
#include "model/tflite_tensor.h"
#include "model_files.h"
#include "rewrites/same_outputs.h"
#include "support/tflite_file.h"

namespace saccade {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using tflite::BuiltinOperator;

Result<Model> parse(const TfliteFile& file) { return parse_tflite(file.pack(), "made.tflite"); }

// ---- files ----

TEST(Tflite, LoadsEverySharedModel) {
  const auto paths = shared_models();
  if (paths.empty()) GTEST_SKIP() << "skipped: no shared models";
  for (const auto& path : paths) {
    const Result<Model> model = load_tflite(path);
    ASSERT_TRUE(model.ok()) << model.error().to_string();
    EXPECT_EQ(model->name, path.filename().string());
    const Result<Model> folded = rewrite(*model, {.wanted_outputs = {}, .fuse = false});
    ASSERT_TRUE(folded.ok()) << folded.error().to_string();
    EXPECT_TRUE(check_model(*folded).ok()) << check_model(*folded).to_string();
  }
}

TEST(Tflite, NamesTheFileThatIsMissing) {
  const Result<Model> model = load_tflite("/nonexistent/face.tflite");
  ASSERT_FALSE(model.ok());
  EXPECT_EQ(model.error().code(), StatusCode::kNotFound);
  EXPECT_THAT(model.error().message(), HasSubstr("/nonexistent/face.tflite"));
}

TEST(Tflite, RefusesAFolder) {
  const Result<Model> model = load_tflite(std::filesystem::temp_directory_path());
  ASSERT_FALSE(model.ok());
  EXPECT_EQ(model.error().code(), StatusCode::kInvalidArgument);
}

TEST(Tflite, RefusesAnEmptyFileAndOneOfAnotherKind) {
  const auto path = std::filesystem::temp_directory_path() / ("saccade_empty_" + std::to_string(::getpid()));
  std::ofstream(path).flush();
  EXPECT_THAT(load_tflite(path).error().message(), HasSubstr("the file is empty"));
  std::ofstream(path) << "this is not a model";
  EXPECT_THAT(load_tflite(path).error().message(), HasSubstr("not a TensorFlow Lite model"));
  std::filesystem::remove(path);
}

// ---- a sound file ----

TEST(Tflite, ReadsAndRewritesEveryOperator) {
  const TfliteFile file = every_operator();
  const Result<Model> model = parse(file);
  ASSERT_TRUE(model.ok()) << model.error().to_string();
  std::vector<bool> seen(static_cast<size_t>(OpKind::kConvolution2dTransposeBias) + 1, false);
  for (const Op& op : model->ops) seen[static_cast<size_t>(op.kind)] = true;
  for (size_t kind = 0; kind < seen.size(); ++kind) EXPECT_TRUE(seen[kind]) << op_kind_name(static_cast<OpKind>(kind));

  const Result<Model> rewritten = rewrite(*model, {});
  ASSERT_TRUE(rewritten.ok()) << rewritten.error().to_string();
  EXPECT_LT(rewritten->ops.size(), 30u);
  expect_same_outputs(*model, *rewritten);
}

TEST(Tflite, ResolvesSamePaddingWithTheOddPixelBehind) {
  TfliteFile f;
  const int x = f.input({1, 8, 7, 3});
  const int y = f.conv(x, f.floats({4, 3, 4, 3}), f.floats({4}), {1, 4, 4, 4});
  f.op_at(0).builtin_options.AsConv2DOptions()->stride_h = 2;
  f.op_at(0).builtin_options.AsConv2DOptions()->stride_w = 2;
  f.graph().outputs = {y};
  const Result<Model> model = parse(f);
  ASSERT_TRUE(model.ok()) << model.error().to_string();
  // Rows: (4-1)*2 + 3 - 8 = 1. Columns: (4-1)*2 + 4 - 7 = 3.
  EXPECT_EQ(std::get<Conv2dParams>(model->ops[0].params).padding, (Padding{0, 1, 1, 2}));
}

TEST(Tflite, ExpandsSparseConstants) {
  TfliteFile f;
  const int x = f.input({1, 1, 1, 4});
  const int y = f.conv(x, f.sparse_pointwise(3, 4), f.floats({3}), {1, 1, 1, 3});
  f.graph().outputs = {y};
  const Result<Model> model = parse(f);
  ASSERT_TRUE(model.ok()) << model.error().to_string();
  const reference::Array weights = reference::constant(model->tensor(model->ops[0].inputs[0]));
  ASSERT_EQ(weights.values.size(), 12u);
  for (size_t i = 0; i < 12; ++i) EXPECT_EQ(weights.values[i] == 0, (i / 4) % 2 != (i % 4) % 2) << i;
}

TEST(Tflite, ExpandsBlocksAndOtherOrders) {
  // A 4x6 matrix of 2x3 blocks, columns of blocks first, of which the block at rows 2-3, columns 0-2 and the one at
  // rows 0-1, columns 3-5 are stored. Levels: columns of blocks (dense), rows of blocks (sparse), inside row, column.
  TfliteFile f;
  const int x = f.input({1, 6});
  std::vector<float> values;
  for (int i = 1; i <= 12; ++i) values.push_back(static_cast<float>(i));
  const int weights = f.constant({4, 6}, tflite::TensorType::FLOAT32, values);
  auto sparsity = std::make_unique<tflite::SparsityParametersT>();
  sparsity->traversal_order = {1, 0, 2, 3};
  sparsity->block_map = {0, 1};
  for (int extent : {2, 0, 2, 3}) {
    sparsity->dim_metadata.push_back(std::make_unique<tflite::DimensionMetadataT>());
    sparsity->dim_metadata.back()->dense_size = extent;
  }
  sparsity->dim_metadata[1]->format = tflite::DimensionType::SPARSE_CSR;
  tflite::Int32VectorT segments;
  segments.values = {0, 1, 2};
  tflite::Uint16VectorT indices;
  indices.values = {1, 0};
  sparsity->dim_metadata[1]->array_segments.Set(segments);
  sparsity->dim_metadata[1]->array_indices.Set(indices);
  f.tensor_at(weights).sparsity = std::move(sparsity);
  f.graph().outputs = {
      f.op(BuiltinOperator::FULLY_CONNECTED, {x, weights, -1}, {1, 4}, tflite::FullyConnectedOptionsT{})};

  const Result<Model> model = parse(f);

  ASSERT_TRUE(model.ok()) << model.error().to_string();
  EXPECT_THAT(reference::constant(model->tensor(weights)).values,
              testing::ElementsAre(0, 0, 0, 7, 8, 9, 0, 0, 0, 10, 11, 12, 1, 2, 3, 0, 0, 0, 4, 5, 6, 0, 0, 0));
}

TEST(Tflite, RefusesASparseLevelWhoseIndicesHaveATypeButNoTable) {
  flatbuffers::FlatBufferBuilder builder;
  const auto kind = tflite::SparseIndexVector::Int32Vector;
  const auto level = tflite::CreateDimensionMetadata(builder, tflite::DimensionType::SPARSE_CSR, 0, kind, 0, kind, 0);
  const auto levels = builder.CreateVector(&level, 1);
  const auto order = builder.CreateVector(std::vector<int>{0});
  builder.Finish(tflite::CreateSparsityParameters(builder, order, 0, levels));
  const auto* sparsity = flatbuffers::GetRoot<tflite::SparsityParameters>(builder.GetBufferPointer());

  const auto dense = expand_sparse(*sparsity, {4}, sizeof(float), {});

  ASSERT_FALSE(dense.ok());
  EXPECT_THAT(dense.error().message(), HasSubstr("lacks its indices"));
}

// ---- damaged and foreign files: each bends one thing of the file above ----

struct Bend {
  const char* what;
  std::function<void(TfliteFile&)> bend;
  StatusCode code;
  const char* message;
};
void PrintTo(const Bend& bend, std::ostream* out) { *out << bend.what; }

int index_of(TfliteFile& f, BuiltinOperator code) {
  for (size_t i = 0; i < f.graph().operators.size(); ++i) {
    const auto index = static_cast<size_t>(f.graph().operators[i]->opcode_index);
    if (f.model.operator_codes[index]->builtin_code == code) return static_cast<int>(i);
  }
  ADD_FAILURE() << "no such operator";
  return 0;
}
tflite::OperatorT& first(TfliteFile& f, BuiltinOperator code) { return f.op_at(index_of(f, code)); }
tflite::OperatorT& custom(TfliteFile& f, const std::string& name) {
  for (auto& op : f.graph().operators) {
    if (f.model.operator_codes[op->opcode_index]->custom_code == name) return *op;
  }
  ADD_FAILURE() << "no such operator";
  return f.op_at(0);
}
tflite::TensorT& sparse(TfliteFile& f) {
  for (auto& tensor : f.graph().tensors) {
    if (tensor->sparsity) return *tensor;
  }
  ADD_FAILURE() << "no sparse tensor";
  return f.tensor_at(0);
}
tflite::DimensionMetadataT& sparse_level(TfliteFile& f) { return *sparse(f).sparsity->dim_metadata[3]; }
tflite::TensorT& weights_of_first_conv(TfliteFile& f) {
  return f.tensor_at(first(f, BuiltinOperator::CONV_2D).inputs[1]);
}

constexpr StatusCode kDamaged = StatusCode::kDataLoss, kForeign = StatusCode::kUnimplemented;

const Bend kBends[] = {
    {"UnknownOperator",
     [](TfliteFile& f) {
       f.model.operator_codes[first(f, BuiltinOperator::RELU).opcode_index]->builtin_code = BuiltinOperator::TANH;
     },
     kForeign, "(TANH): not an operator that Saccade knows"},
    {"OperatorBeyondTheList",
     [](TfliteFile& f) {
       f.model.operator_codes[first(f, BuiltinOperator::RELU).opcode_index]->builtin_code =
           static_cast<BuiltinOperator>(4000);
     },
     kForeign, "(builtin 4000)"},
    {"UnknownCustomOperator",
     [](TfliteFile& f) { f.model.operator_codes[custom(f, "MaxUnpooling2D").opcode_index]->custom_code = "Mystery"; },
     kForeign, "(custom Mystery): not an operator"},
    {"OtherVersionOfACustomOperator",
     [](TfliteFile& f) { f.model.operator_codes[custom(f, "TransformLandmarks").opcode_index]->version = 1; }, kForeign,
     "version 1 of an operator known in version 2"},
    {"OpcodeOutOfRange", [](TfliteFile& f) { f.op_at(3).opcode_index = 9999; }, kDamaged, "operator 3 has no kind"},
    {"InputOutOfRange", [](TfliteFile& f) { first(f, BuiltinOperator::RELU).inputs[0] = 12345; }, kDamaged,
     "names tensor 12345"},
    {"InputBelowRange", [](TfliteFile& f) { first(f, BuiltinOperator::RELU).inputs[0] = -2; }, kDamaged,
     "names tensor -2"},
    {"InputMissing", [](TfliteFile& f) { first(f, BuiltinOperator::RELU).inputs[0] = -1; }, kDamaged,
     "lacks its input"},
    {"OutputMissing", [](TfliteFile& f) { first(f, BuiltinOperator::RELU).outputs.clear(); }, kDamaged,
     "lacks an output"},
    {"InputsMissing", [](TfliteFile& f) { first(f, BuiltinOperator::CONV_2D).inputs.resize(1); }, kDamaged,
     "lacks input 1"},
    {"ReadBeforeWritten",
     [](TfliteFile& f) { first(f, BuiltinOperator::RELU).inputs[0] = first(f, BuiltinOperator::RELU6).outputs[0]; },
     kDamaged, "before anything writes it"},
    {"WrittenTwice",
     [](TfliteFile& f) { first(f, BuiltinOperator::RELU6).outputs[0] = first(f, BuiltinOperator::RELU).outputs[0]; },
     kDamaged, "a second time"},
    {"ModelOutputOutOfRange", [](TfliteFile& f) { f.graph().outputs[0] = 4711; }, kDamaged, "output 4711"},
    {"ModelOutputConstant",
     [](TfliteFile& f) {
       f.graph().outputs[0] = f.floats({1, 2});
     },
     kDamaged, "is not written"},
    {"ModelInputConstant",
     [](TfliteFile& f) {
       f.graph().inputs.push_back(f.floats({1, 2}));
     },
     kDamaged, "input"},
    {"NoInputs", [](TfliteFile& f) { f.graph().inputs.clear(); }, kDamaged, "no input or no output"},
    {"NoGraph", [](TfliteFile& f) { f.model.subgraphs.clear(); }, kDamaged, "no graph"},
    {"TwoGraphs", [](TfliteFile& f) { f.model.subgraphs.push_back(std::make_unique<tflite::SubGraphT>()); }, kForeign,
     "several graphs"},
    {"OtherSchema", [](TfliteFile& f) { f.model.version = 2; }, kForeign, "schema version 2"},
    {"NegativeExtent", [](TfliteFile& f) { f.tensor_at(0).shape[1] = -1; }, kDamaged, "dimension 1 of a shape is -1"},
    {"HugeShape",
     [](TfliteFile& f) {
       f.tensor_at(0).shape = {1, 65536, 65536, 3};
     },
     kDamaged, "2^31 - 1 elements"},
    {"LargeShape",
     [](TfliteFile& f) {
       f.tensor_at(0).shape = {1, 16384, 16384, 3};
     },
     kForeign, "the limit is 2^28"},
    {"TooManyDimensions", [](TfliteFile& f) { f.tensor_at(0).shape = {1, 1, 1, 1, 1, 16}; }, kDamaged, "at most 5"},
    {"Batch", [](TfliteFile& f) { f.tensor_at(0).shape[0] = 2; }, kForeign, "first dimension must be 1"},
    {"BufferOutOfRange", [](TfliteFile& f) { weights_of_first_conv(f).buffer = 999; }, kDamaged, "names a buffer"},
    {"BufferTooShort", [](TfliteFile& f) { f.model.buffers[1]->data.pop_back(); }, kDamaged, "its buffer has 31"},
    {"TypeUnknown", [](TfliteFile& f) { f.tensor_at(0).type = tflite::TensorType::COMPLEX64; }, kForeign,
     "COMPLEX64 is not supported"},
    {"TypeOfInput", [](TfliteFile& f) { f.tensor_at(0).type = tflite::TensorType::INT8; }, kForeign, "only float32"},
    {"Variable", [](TfliteFile& f) { f.tensor_at(0).is_variable = true; }, kForeign, "keeps its value between runs"},
    {"Quantised",
     [](TfliteFile& f) {
       f.tensor_at(0).quantization = std::make_unique<tflite::QuantizationParametersT>();
       f.tensor_at(0).quantization->scale = {0.5f};
     },
     kForeign, "it is quantised"},
    {"QuantisationDamaged",
     [](TfliteFile& f) {
       f.tensor_at(0).quantization = std::make_unique<tflite::QuantizationParametersT>();
       f.tensor_at(0).quantization->scale = {0.5f, 0.5f};
       f.tensor_at(0).quantization->quantized_dimension = 9;
     },
     kDamaged, "its quantisation does not fit"},
    {"StrideZero",
     [](TfliteFile& f) {
       first(f, BuiltinOperator::DEPTHWISE_CONV_2D).builtin_options.AsDepthwiseConv2DOptions()->stride_w = 0;
     },
     kDamaged, "its stride is below 1"},
    {"StrideHuge",
     [](TfliteFile& f) { first(f, BuiltinOperator::CONV_2D).builtin_options.AsConv2DOptions()->stride_w = 2147483647; },
     kDamaged, "the stride is 2147483647"},
    {"DilationHuge",
     [](TfliteFile& f) {
       first(f, BuiltinOperator::CONV_2D).builtin_options.AsConv2DOptions()->dilation_w_factor = 2147483647;
     },
     kDamaged, "the dilation is 2147483647"},
    {"OtherStride",
     [](TfliteFile& f) { first(f, BuiltinOperator::CONV_2D).builtin_options.AsConv2DOptions()->stride_h = 3; },
     kDamaged, "where its input and options give [1,6,8,8]"},
    {"OptionsMissing", [](TfliteFile& f) { first(f, BuiltinOperator::CONV_2D).builtin_options.Reset(); }, kDamaged,
     "lacks its options"},
    {"OptionsOfAnother",
     [](TfliteFile& f) { first(f, BuiltinOperator::CONV_2D).builtin_options.Set(tflite::Pool2DOptionsT{}); }, kDamaged,
     "lacks its options"},
    {"FusedTanh",
     [](TfliteFile& f) {
       first(f, BuiltinOperator::CONV_2D).builtin_options.AsConv2DOptions()->fused_activation_function =
           tflite::ActivationFunctionType::TANH;
     },
     kForeign, "fused activation 4"},
    {"PaddingUnknown",
     [](TfliteFile& f) {
       first(f, BuiltinOperator::MAX_POOL_2D).builtin_options.AsPool2DOptions()->padding =
           static_cast<tflite::Padding>(7);
     },
     kDamaged, "neither SAME nor VALID"},
    {"WindowEmpty",
     [](TfliteFile& f) { first(f, BuiltinOperator::MAX_POOL_2D).builtin_options.AsPool2DOptions()->filter_width = 0; },
     kDamaged, "its window is empty"},
    {"WeightsDependOnInput", [](TfliteFile& f) { first(f, BuiltinOperator::PRELU).inputs[1] = f.graph().inputs[0]; },
     kForeign, "depend on the input"},
    {"PaddingsNegative",
     [](TfliteFile& f) {
       const int32_t minus = -1;
       std::memcpy(f.model.buffers[1]->data.data() + 8, &minus, 4);
     },
     kDamaged, "a padding is -1"},
    {"ResizeToAnotherSize",
     [](TfliteFile& f) {
       f.tensor_at(first(f, BuiltinOperator::RESIZE_BILINEAR).outputs[0]).shape = {1, 9, 8, 12};
     },
     kDamaged, "its size does not fit its output"},
    {"ReshapeToAnotherCount",
     [](TfliteFile& f) {
       f.tensor_at(first(f, BuiltinOperator::RESHAPE).outputs[0]).shape = {1, 255, 2};
     },
     kDamaged, "makes [1,255,2] of"},
    {"SliceBeyond",
     [](TfliteFile& f) {
       f.tensor_at(first(f, BuiltinOperator::STRIDED_SLICE).outputs[0]).shape = {1, 7};
     },
     kDamaged, "its positions do not give its output"},
    {"SliceMasks",
     [](TfliteFile& f) {
       first(f, BuiltinOperator::STRIDED_SLICE).builtin_options.AsStridedSliceOptions()->shrink_axis_mask = 1;
     },
     kForeign, "adds or removes dimensions"},
    {"AxisOutOfRange",
     [](TfliteFile& f) {
       first(f, BuiltinOperator::CONCATENATION).builtin_options.AsConcatenationOptions()->axis = -9;
     },
     kDamaged, "the axis is -9"},
    {"BlockOutOfRange",
     [](TfliteFile& f) {
       first(f, BuiltinOperator::DEPTH_TO_SPACE).builtin_options.AsDepthToSpaceOptions()->block_size = 0;
     },
     kDamaged, "its block size is 0"},
    {"ShuffledWeights",
     [](TfliteFile& f) {
       first(f, BuiltinOperator::FULLY_CONNECTED).builtin_options.AsFullyConnectedOptions()->weights_format =
           tflite::FullyConnectedOptionsWeightsFormat::SHUFFLED4x16INT8;
     },
     kForeign, "shuffled"},
    {"SparseIndexOutside", [](TfliteFile& f) { sparse_level(f).array_indices.AsUint8Vector()->values.back() = 8; },
     kDamaged, "a sparse index is outside"},
    {"SparseIndexTwice", [](TfliteFile& f) { sparse_level(f).array_indices.AsUint8Vector()->values[1] = 0; }, kDamaged,
     "a sparse index is outside"},
    {"SparseSegmentsBackwards", [](TfliteFile& f) { sparse_level(f).array_segments.AsUint8Vector()->values[1] = 200; },
     kDamaged, "segments are out of order"},
    {"SparseSegmentsCutOff", [](TfliteFile& f) { sparse_level(f).array_segments.AsUint8Vector()->values.pop_back(); },
     kDamaged, "segments are cut off"},
    {"SparseValuesCutOff", [](TfliteFile& f) { f.model.buffers[sparse(f).buffer]->data.resize(4); }, kDamaged,
     "values are cut off"},
    {"SparseValuesTooMany", [](TfliteFile& f) { f.model.buffers[sparse(f).buffer]->data.resize(400); }, kDamaged,
     "more sparse values"},
    {"SparseOrderWrong", [](TfliteFile& f) { sparse(f).sparsity->traversal_order[3] = 2; }, kDamaged,
     "wrong traversal order"},
    {"SparseOrderShort", [](TfliteFile& f) { sparse(f).sparsity->traversal_order.pop_back(); }, kDamaged, "wrong rank"},
    {"SparseLevelMissing", [](TfliteFile& f) { sparse(f).sparsity->dim_metadata.pop_back(); }, kDamaged, "wrong rank"},
    {"SparseLevelWithoutIndices", [](TfliteFile& f) { sparse_level(f).array_indices.Reset(); }, kDamaged,
     "lacks its indices"},
    {"SparseExtentWrong", [](TfliteFile& f) { sparse(f).sparsity->dim_metadata[0]->dense_size = 9; }, kDamaged,
     "wrong extent"},
    {"SparseBlockWrong",
     [](TfliteFile& f) {
       sparse(f).sparsity->block_map = {0};
       sparse(f).sparsity->traversal_order.push_back(4);
       sparse(f).sparsity->dim_metadata.push_back(std::make_unique<tflite::DimensionMetadataT>());
       sparse(f).sparsity->dim_metadata.back()->dense_size = 3;
     },
     kDamaged, "wrong block"},
    {"SparseBomb",
     [](TfliteFile& f) {
       sparse(f).shape = {8, 1, 1, 1 << 27};
     },
     kDamaged, "expand beyond 256 MiB"},
    {"CustomOptionsCutOff", [](TfliteFile& f) { custom(f, "MaxUnpooling2D").custom_options.resize(20); }, kDamaged,
     "its options are cut off"},
    {"CustomPaddingUnknown", [](TfliteFile& f) { custom(f, "Convolution2DTransposeBias").custom_options[0] = 0; },
     kDamaged, "neither SAME nor VALID"},
    {"CustomStrideHuge", [](TfliteFile& f) { custom(f, "Convolution2DTransposeBias").custom_options[7] = 0x7F; },
     kDamaged, "the stride is"},
    {"UnpoolToAnotherSize",
     [](TfliteFile& f) {
       f.tensor_at(custom(f, "MaxUnpooling2D").outputs[0]).shape = {1, 9, 8, 8};
     },
     kForeign, "larger than its kernel reaches"},
    {"MapCutOff", [](TfliteFile& f) { custom(f, "Landmarks2TransformMatrix").custom_options.resize(30); }, kDamaged,
     "its options are damaged"},
    {"MapMissing", [](TfliteFile& f) { custom(f, "TransformTensorBilinear").custom_options.clear(); }, kDamaged,
     "lacks its options"},
    {"MapOfAnother",
     [](TfliteFile& f) {
       custom(f, "Landmarks2TransformMatrix").custom_options = custom(f, "TransformTensorBilinear").custom_options;
     },
     kDamaged, "its option left_rotation_idx is no number"},
    {"LandmarkOutOfRange",
     [](TfliteFile& f) {
       f.tensor_at(custom(f, "Landmarks2TransformMatrix").inputs[0]).shape = {1, 1, 6};
     },
     kDamaged, "6 values, not 3"},
};

class TfliteBend : public testing::TestWithParam<Bend> {};

TEST_P(TfliteBend, IsRefusedByName) {
  TfliteFile file = every_operator();
  GetParam().bend(file);
  const Result<Model> model = parse(file);
  ASSERT_FALSE(model.ok());
  EXPECT_EQ(model.error().code(), GetParam().code) << model.error().to_string();
  EXPECT_THAT(model.error().message(), AllOf(HasSubstr("model 'made.tflite'"), HasSubstr(GetParam().message)));
}

INSTANTIATE_TEST_SUITE_P(OfOneThing, TfliteBend, testing::ValuesIn(kBends),
                         [](const auto& info) { return std::string(info.param.what); });

TEST(Tflite, NamesOperatorIndexAndModel) {
  TfliteFile file = every_operator();
  const int index = index_of(file, BuiltinOperator::RELU);
  file.model.operator_codes[file.op_at(index).opcode_index]->builtin_code = BuiltinOperator::TANH;
  EXPECT_EQ(parse(file).error().message(),
            "model 'made.tflite': operator " + std::to_string(index) + " (TANH): not an operator that Saccade knows");
}

TEST(Tflite, ReadsOperatorsOfOldFiles) {
  TfliteFile file = every_operator();
  for (auto& code : file.model.operator_codes) {
    if (static_cast<int>(code->builtin_code) < 127) code->builtin_code = BuiltinOperator::ADD;  // 0: not written
  }
  EXPECT_TRUE(parse(file).ok()) << parse(file).error().to_string();
}

}  // namespace
}  // namespace saccade
