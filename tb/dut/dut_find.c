// DUT plugins by name or path.
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tb/dut/dut_find.h"
#include "tb/text/error.h"

static const struct dut_ops *dut_load(const char *path, struct lw_error *e) {
  // Never closed: a run's verdict may hold the plugin's strings, and a model may leave threads
  // behind.
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    lw_fail(e, LW_INPUT, "%s: %s", path, dlerror());
    return NULL;
  }
  const struct dut_ops *(*entry)(void);
  *(void **)&entry = dlsym(library, "lockwalk_dut");
  const struct dut_ops *ops = entry ? entry() : NULL;
  if (!ops)
    lw_fail(e, LW_INPUT, "%s: not a DUT plugin (no lockwalk_dut)", path);
  else if (ops->abi != DUT_ABI)
    lw_fail(e, LW_INPUT, "%s: version %u of the DUT socket, this is %d", path, (unsigned)ops->abi, DUT_ABI);
  else if (!ops->name || !ops->open || !ops->reset || !ops->settle || !ops->tick || !ops->message || !ops->close)
    lw_fail(e, LW_INPUT, "%s: the plugin leaves out a call that is not optional", path);
  else
    return ops;
  dlclose(library);
  return NULL;
}

const struct dut_ops *dut_find(const char *name, const char *dir, struct lw_error *e) {
  if (!strcmp(name, "csim")) return dut_csim();
  size_t length = strlen(name);
  if (strchr(name, '/')) return dut_load(name, e);
  char path[4096];
  if (length > 3 && !strcmp(name + length - 3, ".so")) {
    // A bare file name: dlopen would look in the system's folders only.
    snprintf(path, sizeof path, "./%s", name);
    return dut_load(path, e);
  }
  int used = snprintf(path, sizeof path, "%s/dut_%s.so", dir, name);
  if (length == 0 || used < 0 || (size_t)used >= sizeof path || access(path, F_OK)) {
    lw_fail(e, LW_USAGE, "no DUT '%s' (no dut_%s.so in %s)", name, name, dir);
    return NULL;
  }
  return dut_load(path, e);
}
