#include "app/app.h"

int main(int argc, char** argv) { return lockstep::app::main(argc, argv); }
