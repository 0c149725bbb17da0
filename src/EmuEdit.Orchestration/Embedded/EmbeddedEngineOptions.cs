using EmuEdit.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EmuEdit.Orchestration.Embedded;

/// <summary>When the journal's file is flushed to disk. A killed process loses nothing in any of these; they differ in what a power cut does.</summary>
public enum JournalSync
{
    /// <summary>With every commit: a power cut loses nothing.</summary>
    Full,

    /// <summary>Now and then: a power cut may lose the last seconds, and leaves a consistent journal.</summary>
    Normal,

    /// <summary>Never: a power cut may damage the journal. For tests and comparisons.</summary>
    Off,
}

/// <summary>How the embedded engine runs.</summary>
public sealed record EmbeddedEngineOptions
{
    /// <summary>How many activities of a kind run at once, at least 1; default: one "gpu". Kinds not named run one a core.</summary>
    public IReadOnlyDictionary<string, int> Concurrency { get; init; } = new Dictionary<string, int> { ["gpu"] = 1 };

    /// <summary>When the journal is flushed; default <see cref="JournalSync.Full"/>.</summary>
    public JournalSync Sync { get; init; } = JournalSync.Full;

    /// <summary>How many unfinished instances are kept in memory, at least 1; default 1000. Others are replayed from the journal when something happens to them.</summary>
    public int MaxLoaded { get; init; } = 1000;

    /// <summary>How long disposal waits for running activities; default 5 s. Those that take longer run again after the next start.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The clock; default the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Log of the engine and of orchestrators; default none.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;

    /// <summary>The largest journal, in pages; null for no limit. Tests fill the disk with it.</summary>
    internal int? MaxJournalPages { get; init; }

    internal int ConcurrencyOf(string kind) => Concurrency.TryGetValue(kind, out var limit) ? limit : Environment.ProcessorCount;

    internal EmbeddedEngineOptions Validated()
    {
        foreach (var (kind, limit) in Concurrency)
            if (limit < 1)
                throw new InvalidInputException($"a concurrency of {limit} for '{kind}'", "at least 1");
        return MaxLoaded >= 1 ? this : throw new InvalidInputException($"{MaxLoaded} loaded instances", "at least 1");
    }
}
