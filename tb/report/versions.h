// What the program is built from and with.
#ifndef TB_VERSIONS_H
#define TB_VERSIONS_H

struct versions {
  const char *lockwalk, *git; // "0.1.0"; "3a87986", "3a87986-dirty", "unknown"
  const char *compiler, *verilator, *systemc;
};
extern const struct versions versions;

#endif
