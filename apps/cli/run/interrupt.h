// SIGINT and SIGTERM as a question that loops ask. The one place of the tool with process-wide state.
#pragma once

namespace saccade::cli {

inline constexpr int kExitOk = 0, kExitFailed = 1, kExitUsage = 2, kExitBroken = 3, kExitInterrupted = 130;

// From here on the first signal is only noted and a second one ends the process at once with exit code 130. A closed
// pipe becomes an error of the write instead of a signal.
void catch_interrupts();
bool interrupted();

}  // namespace saccade::cli
