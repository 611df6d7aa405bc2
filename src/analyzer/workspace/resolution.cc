#include "workspace/resolution.h"

namespace lockstep::workspace {

std::string_view to_string(Resolution::Way way) {
  switch (way) {
    case Resolution::Way::Relative:
      return "relative path";
    case Resolution::Way::Rooted:
      return "path from the root";
    case Resolution::Way::PackageImports:
      return "imports of package.json";
    case Resolution::Way::TsconfigPaths:
      return "paths of a tsconfig";
    case Resolution::Way::BaseUrl:
      return "baseUrl of a tsconfig";
    case Resolution::Way::Package:
      return "workspace package";
    case Resolution::Way::Habit:
      return "usual alias";
  }
  return "";
}

std::string_view to_string(Resolution::Cause cause) {
  switch (cause) {
    case Resolution::Cause::NamesNothing:
      return "the import names nothing";
    case Resolution::Cause::NoSuchFile:
      return "there is no such file";
    case Resolution::Cause::OutsideRoot:
      return "this leads out of the program";
    case Resolution::Cause::PackageImports:
      return "no \"imports\" of the package's package.json lead to a file";
    case Resolution::Cause::TsconfigPaths:
      return "no \"paths\" of a tsconfig.json lead to a file";
    case Resolution::Cause::PackageSubpath:
      return "the package has no such file";
  }
  return "";
}

}  // namespace lockstep::workspace
