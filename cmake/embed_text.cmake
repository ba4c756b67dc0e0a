# Run with cmake -P: writes a .cpp with text files as constants.
#   OUTPUT, HEADER (what declares it), FUNCTION (returns a span of EmbeddedText), FILES (|-separated paths)
string(REPLACE "|" ";" files "${FILES}")
set(rows "")
foreach(file ${files})
  get_filename_component(name ${file} NAME)
  file(READ ${file} text)
  string(APPEND rows "    {\"${name}\", R\"embedded(${text})embedded\"},\n")
endforeach()
file(WRITE ${OUTPUT} "#include \"${HEADER}\"

namespace saccade {
namespace {

constexpr EmbeddedText kTexts[] = {
${rows}};

}  // namespace

std::span<const EmbeddedText> ${FUNCTION}() { return kTexts; }

}  // namespace saccade
")
