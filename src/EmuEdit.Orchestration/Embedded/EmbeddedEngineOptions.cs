using EmuEdit.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EmuEdit.Orchestration.Embedded;

/// <summary>
/// When the journal file is flushed to disk. If the process is killed, nothing is lost with any of these values. They differ in the effect
/// of a power failure.
/// </summary>
public enum JournalSync
{
    /// <summary>Flush with every commit. A power failure loses nothing.</summary>
    Full,

    /// <summary>
    /// Flush with every commit that a caller of the client waits for. A power failure loses nothing that was accepted. It may lose later
    /// steps of instances. These steps run again, as after a kill, and an instance that was reported as finished may be unfinished again.
    /// </summary>
    Accepted,

    /// <summary>Flush from time to time. A power failure may lose the last seconds, but the journal stays consistent.</summary>
    Normal,

    /// <summary>Never flush. A power failure may damage the journal. For tests and comparisons.</summary>
    Off,
}

/// <summary>Options of the embedded engine.</summary>
public sealed record EmbeddedEngineOptions
{
    /// <summary>
    /// The maximum number of activities that run at the same time, per kind, at least 1. Default: 1 for "gpu". The limit of a kind that is
    /// not named is one per core.
    /// </summary>
    public IReadOnlyDictionary<string, int> Concurrency { get; init; } = new Dictionary<string, int> { ["gpu"] = 1 };

    /// <summary>When the journal is flushed to disk. Default <see cref="JournalSync.Full"/>.</summary>
    public JournalSync Sync { get; init; } = JournalSync.Full;

    /// <summary>
    /// The owner of the folder, shown to other processes that try to open it. Default: this process, with <see cref="FolderOwner.Stays"/>
    /// set.
    /// </summary>
    public FolderOwner Owner { get; init; } = FolderOwner.ThisProcess(AppDomain.CurrentDomain.FriendlyName, stays: true);

    /// <summary>
    /// How long a turn of an orchestrator may take before a warning is logged, because the turn holds up all other turns. Above zero, at
    /// most one day. Default 5 s.
    /// </summary>
    public TimeSpan LongTurn { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The maximum number of unfinished instances in memory, at least 1. Default 1000. Other instances are replayed from the journal when
    /// something happens to them.
    /// </summary>
    public int MaxLoaded { get; init; } = 1000;

    /// <summary>
    /// Whether instances of unregistered orchestrators stay in the journal unchanged, for an engine that has these orchestrators. Default
    /// false: the instances fail.
    /// </summary>
    public bool KeepsUnknown { get; init; }

    /// <summary>
    /// How long disposal waits for running activities. Default 5 s. Activities that take longer run again after the next start.
    /// </summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The clock. Default: the system clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The log of the engine and of the orchestrators. Default: no log.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;

    /// <summary>The maximum size of the journal, in pages. Null for no limit. Tests use it to simulate a full disk.</summary>
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
