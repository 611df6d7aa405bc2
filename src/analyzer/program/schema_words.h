#pragma once

#include <algorithm>
#include <array>
#include <string_view>

/// What libraries that check values at run time call what they build: zod, valibot, superstruct, yup, joi, io-ts,
/// TypeBox, runtypes, Effect. They agree on little but these words, whatever module hands them out.
namespace lockstep::program {

/// `z.literal('a')`, `Type.Literal('a')`
constexpr bool names_literal_schema(std::string_view callee) { return callee == "literal" || callee == "Literal"; }

/// `z.union([…])`, `Type.Union([…])`, `Union(…, …)`
constexpr bool names_union_schema(std::string_view callee) { return callee == "union" || callee == "Union"; }

/// `z.enum([…])`, `v.picklist([…])`, `Type.Enum(X)`
constexpr bool names_enum_schema(std::string_view callee) {
  constexpr std::array<std::string_view, 6> kWords = {"enum", "nativeEnum", "enums", "picklist", "Enum", "enum_"};
  return std::find(kWords.begin(), kWords.end(), callee) != kWords.end();
}

/// `z.infer<typeof X>`, `Static<typeof X>`: the type of what a schema lets in.
constexpr bool names_inference(std::string_view type) {
  constexpr std::array<std::string_view, 9> kWords = {"infer",  "output",      "input",      "TypeOf",      "Infer",
                                                      "Static", "InferOutput", "InferInput", "StaticDecode"};
  return std::find(kWords.begin(), kWords.end(), type) != kWords.end();
}

}  // namespace lockstep::program
