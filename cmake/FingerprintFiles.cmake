# Writes OUTPUT, a C++ source with one hash of the content of EXTRACTOR and one of ANALYZER.

foreach(part EXTRACTOR ANALYZER)
  set(hashes "")
  foreach(file IN LISTS ${part})
    file(SHA256 "${file}" hash)
    string(APPEND hashes "${hash}\n")
  endforeach()
  string(SHA256 ${part}_HASH "${hashes}")
endforeach()
file(WRITE "${OUTPUT}" "#include \"fingerprint/fingerprint.h\"\n\nnamespace lockstep::fingerprint {\n\n\
std::string_view extractor() { return \"${EXTRACTOR_HASH}\"; }\n\
std::string_view analyzer() { return \"${ANALYZER_HASH}\"; }\n\n\
}  // namespace lockstep::fingerprint\n")
