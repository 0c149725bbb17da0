using EmuEdit.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EmuEdit.Orchestration.Embedded;

/// <summary>When the journal's file is flushed to disk. A killed process loses nothing in any of these; they differ in what a power cut does.</summary>
public enum JournalSync
{
    /// <summary>With every commit: a power cut loses nothing.</summary>
    Full,

    /// <summary>
    /// With every commit that a caller of the client waits for: a power cut loses nothing that was accepted. The steps that instances made since may be lost, and are
    /// made again, as after a kill; an instance whose end was seen may be unfinished once more.
    /// </summary>
    Accepted,

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

    /// <summary>Who opens the folder, for others that want it; default this process, which stays.</summary>
    public FolderOwner Owner { get; init; } = FolderOwner.ThisProcess(AppDomain.CurrentDomain.FriendlyName, stays: true);

    /// <summary>A turn of an orchestrator that takes longer is logged as a warning, because it holds up all others; more than zero, up to a day, default 5 s.</summary>
    public TimeSpan LongTurn { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many unfinished instances are kept in memory, at least 1; default 1000. Others are replayed from the journal when something happens to them.</summary>
    public int MaxLoaded { get; init; } = 1000;

    /// <summary>Whether instances of orchestrators that are not registered stay in the journal as they are, for an engine that has them; default false: they fail.</summary>
    public bool KeepsUnknown { get; init; }

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
        if (LongTurn <= TimeSpan.Zero || LongTurn > TimeSpan.FromDays(1))
            throw new InvalidInputException($"a warning of turns longer than {LongTurn}", "more than zero, up to a day");
        return MaxLoaded >= 1 ? this : throw new InvalidInputException($"{MaxLoaded} loaded instances", "at least 1");
    }
}
