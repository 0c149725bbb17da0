using EmuEdit.Core;

namespace EmuEdit.Orchestration;

/// <summary>What every engine's client refuses, in the same words.</summary>
public static class ClientRules
{
    private const int MaxEventName = 100;

    /// <summary>Refuses an orchestrator that is not registered.</summary>
    /// <exception cref="InvalidInputException">It is not.</exception>
    public static void CheckOrchestrator(TaskRegistry registry, string name)
    {
        if (!registry.Orchestrators.ContainsKey(name))
            throw new InvalidInputException($"orchestrator '{name}'", $"one of {string.Join(", ", registry.Orchestrators.Keys.Order())}");
    }

    /// <summary>Refuses an event name that is empty or longer than 100 characters.</summary>
    /// <exception cref="InvalidInputException">It is.</exception>
    public static void CheckEventName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is 0 or > MaxEventName)
            throw new InvalidInputException($"an event name of {name.Length} characters", $"1 to {MaxEventName}");
    }

    /// <summary>Refuses a page size out of its range.</summary>
    /// <exception cref="InvalidInputException">It is out of 1 to <see cref="OrchestrationQuery.MaxPageSize"/>.</exception>
    public static void CheckPage(OrchestrationQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.PageSize is < 1 or > OrchestrationQuery.MaxPageSize)
            throw new InvalidInputException($"a page of {query.PageSize}", $"1 to {OrchestrationQuery.MaxPageSize}");
    }

    /// <summary>The error for an instance that does not exist.</summary>
    public static InstanceStateException UnknownInstance(string id) => new($"There is no instance '{InstanceIds.Check(id)}': it was never scheduled, or it has been purged.");

    /// <summary>The error for an event that is raised for a finished instance.</summary>
    public static InstanceStateException EventForFinished(string id) => new($"Instance '{id}' is finished and takes no more events.");

    /// <summary>The error for purging an instance that is not finished.</summary>
    public static InstanceStateException PurgeOfUnfinished(string id) => new($"Instance '{id}' is not finished and cannot be purged; terminate it first.");

    /// <summary>The error for a continuation token that no page returned.</summary>
    public static InvalidInputException UnknownToken() => new("an unknown continuation token", "the one of the page before");
}
