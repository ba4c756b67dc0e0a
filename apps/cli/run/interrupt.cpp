#include "run/interrupt.h"

#include <unistd.h>

#include <csignal>

namespace saccade::cli {
namespace {

volatile std::sig_atomic_t g_interrupts = 0;  // a signal handler can reach nothing else

extern "C" void note_interrupt(int) {
  if (g_interrupts != 0) _exit(kExitInterrupted);
  g_interrupts = 1;
}

}  // namespace

void catch_interrupts() {
  struct sigaction action = {};
  action.sa_handler = note_interrupt;  // no SA_RESTART: a blocked read returns
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

bool interrupted() { return g_interrupts != 0; }

}  // namespace saccade::cli
