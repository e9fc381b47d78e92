/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#include "bench/gbench.h"

#include <benchmark/benchmark.h>

#include <time.h>

#include <algorithm>
#include <cstring>
#include <sstream>
#include <string>
#include <vector>

namespace
{

benchmark::State &unwrap(gbench_state *state)
{
    return *reinterpret_cast<benchmark::State *>(state);
}

const benchmark::State &unwrap(const gbench_state *state)
{
    return *reinterpret_cast<const benchmark::State *>(state);
}

double read_seconds(clockid_t clock)
{
    timespec now;
    clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

/* One thread's processor time against the time that passed. */
struct Watch {
    bool is_running;
    double wall, cpu;

    void start()
    {
        is_running = true;
        wall = read_seconds(CLOCK_MONOTONIC);
        cpu = read_seconds(CLOCK_THREAD_CPUTIME_ID);
    }

    double stop()
    {
        is_running = false;
        const double had = read_seconds(CLOCK_THREAD_CPUTIME_ID) - cpu;
        const double passed = read_seconds(CLOCK_MONOTONIC) - wall;
        return passed > 0 && had < passed ? had / passed : 1;
    }
};

thread_local Watch watch;

/* Passes every repetition on and prints nothing: tables and files are made in C. */
/* Why a run failed, or null. Its fields were renamed in Google Benchmark 1.8: of the two functions
 * only the one whose fields exist takes part; the second argument prefers the first where both
 * could. */
template <class Run>
auto failure(const Run &run, int) -> decltype(run.error_message.c_str())
{
    return run.error_occurred ? run.error_message.c_str() : nullptr;
}

template <class Run>
auto failure(const Run &run, long) -> decltype(run.skip_message.c_str())
{
    return static_cast<int>(run.skipped) != 0 ? run.skip_message.c_str() : nullptr;
}

class Forwarder : public benchmark::BenchmarkReporter
{
  public:
    Forwarder(gbench_report_fn *report, void *arg) : report_(report), arg_(arg)
    {
    }

    bool ReportContext(const Context &) override
    {
        return true;
    }

    void ReportRuns(const std::vector<Run> &runs) override
    {
        for (const Run &run : runs)
            if (run.run_type == Run::RT_Iteration)
                forward(run);
    }

  private:
    void forward(const Run &run)
    {
        gbench_result result = {};
        result.name = run.run_name.function_name.c_str();
        result.error = failure(run, 0);
        result.iterations = static_cast<uint64_t>(run.iterations);
        result.threads = static_cast<int>(run.threads);
        result.repetition = static_cast<int>(run.repetition_index);
        result.real_seconds = run.real_accumulated_time;
        result.cpu_seconds = run.cpu_accumulated_time;
        for (const auto &counter : run.counters) {
            if (result.num_counters == GBENCH_MAX_COUNTERS)
                break;
            result.counters[result.num_counters].name = counter.first.c_str();
            result.counters[result.num_counters].value = counter.second.value;
            result.num_counters++;
        }
        report_(arg_, &result);
    }

    gbench_report_fn *report_;
    void *arg_;
};

} // namespace

void gbench_init(int *argc, char **argv, void (*refuse)(void))
{
    /* Repetitions in random order, unless the caller says otherwise after it. */
    static char interleave[] = "--benchmark_enable_random_interleaving=true";
    std::vector<char *> args(argv, argv + *argc);
    args.insert(args.begin() + 1, interleave);
    int count = static_cast<int>(args.size());
    args.push_back(nullptr);
    benchmark::Initialize(&count, args.data(), refuse);
    std::copy_n(args.begin(), count, argv);
    argv[count] = nullptr;
    *argc = count;
}

void gbench_register(const char *name, gbench_fn *fn, void *arg, const gbench_options *options)
{
    auto call = [fn, arg](benchmark::State &state) {
        watch.is_running = false; /* one that failed may have left it on */
        fn(reinterpret_cast<gbench_state *>(&state), arg);
    };
    benchmark::internal::Benchmark *bench = benchmark::RegisterBenchmark(name, call);
    if (options->min_time > 0)
        bench->MinTime(options->min_time);
    if (options->repetitions > 0)
        bench->Repetitions(options->repetitions);
    bench->Threads(options->threads);
    if (options->manual_time)
        bench->UseManualTime();
    else
        bench->UseRealTime();
}

void gbench_run(gbench_report_fn *report, void *arg)
{
    Forwarder forwarder(report, arg);
    benchmark::RunSpecifiedBenchmarks(&forwarder, nullptr, "all");
    benchmark::ClearRegisteredBenchmarks();
}

uint64_t gbench_begin(gbench_state *state)
{
    benchmark::State &s = unwrap(state);
    if (watch.is_running)
        s.counters[GBENCH_CPU_SHARE] =
            benchmark::Counter(watch.stop(), benchmark::Counter::kAvgThreads);
    if (!s.KeepRunningBatch(s.max_iterations))
        return 0;
    watch.start();
    return static_cast<uint64_t>(s.max_iterations);
}

int gbench_thread(const gbench_state *state)
{
    return unwrap(state).thread_index();
}

int gbench_threads(const gbench_state *state)
{
    return unwrap(state).threads();
}

void gbench_set_seconds(gbench_state *state, double seconds)
{
    unwrap(state).SetIterationTime(seconds);
}

void gbench_add_counter(gbench_state *state, const char *name, double value)
{
    unwrap(state).counters[name] = benchmark::Counter(value);
}

void gbench_mean_counter(gbench_state *state, const char *name, double value)
{
    unwrap(state).counters[name] = benchmark::Counter(value, benchmark::Counter::kAvgThreads);
}

void gbench_fail(gbench_state *state, const char *message)
{
    unwrap(state).SkipWithError(message);
}

char *gbench_context(void)
{
    std::ostringstream out;
    benchmark::JSONReporter reporter;
    reporter.SetOutputStream(&out);
    reporter.SetErrorStream(&out);
    if (!reporter.ReportContext(benchmark::BenchmarkReporter::Context()))
        return nullptr;
    /* It opens the file's object and writes {"context": {...}; this takes the inner object. */
    const std::string text = out.str();
    const std::string key = "\"context\": ";
    const size_t begin = text.find(key), end = text.rfind('}');
    if (begin == std::string::npos || end == std::string::npos)
        return nullptr;
    return strdup(text.substr(begin + key.size(), end + 1 - begin - key.size()).c_str());
}
