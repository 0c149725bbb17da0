using EmuEdit.Core;

namespace EmuEdit.Orchestration;

/// <summary>Checks and errors that the clients of all engines share, so that each refuses the same input with the same message.</summary>
public static class ClientRules
{
    private const int MaxEventName = 100;

    /// <summary>Checks that an orchestrator is registered.</summary>
    /// <exception cref="InvalidInputException">The orchestrator is not registered.</exception>
    public static void CheckOrchestrator(TaskRegistry registry, string name)
    {
        if (!registry.Orchestrators.ContainsKey(name))
            throw new InvalidInputException($"orchestrator '{name}'", $"one of {string.Join(", ", registry.Orchestrators.Keys.Order())}");
    }

    /// <summary>Checks that an event name has 1 to 100 characters.</summary>
    /// <exception cref="InvalidInputException">The name is empty or longer than 100 characters.</exception>
    public static void CheckEventName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is 0 or > MaxEventName)
            throw new InvalidInputException($"an event name of {name.Length} characters", $"1 to {MaxEventName}");
    }

    /// <summary>Checks a query's page size.</summary>
    /// <exception cref="InvalidInputException">The page size is not between 1 and <see cref="OrchestrationQuery.MaxPageSize"/>.</exception>
    public static void CheckPage(OrchestrationQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.PageSize is < 1 or > OrchestrationQuery.MaxPageSize)
            throw new InvalidInputException($"a page of {query.PageSize}", $"1 to {OrchestrationQuery.MaxPageSize}");
    }

    /// <summary>The error for an instance that does not exist.</summary>
    public static InstanceStateException UnknownInstance(string id) =>
        new($"There is no instance '{InstanceIds.Check(id)}': it was never scheduled, or it has been purged.");

    /// <summary>The error for raising an event for a finished instance.</summary>
    public static InstanceStateException EventForFinished(string id) => new($"Instance '{id}' is finished and takes no more events.");

    /// <summary>The error for purging an instance that is not finished.</summary>
    public static InstanceStateException PurgeOfUnfinished(string id) =>
        new($"Instance '{id}' is not finished and cannot be purged; terminate it first.");

    /// <summary>The error for a continuation token that did not come from a page.</summary>
    public static InvalidInputException UnknownToken() => new("an unknown continuation token", "the one of the previous page");
}

/// <summary>
/// An instance is not in the state that a request needs: it does not exist, has already finished, or has not finished yet. The state may
/// have changed since the caller last read it.
/// </summary>
/// <param name="message">The instance, and why the request is refused.</param>
public sealed class InstanceStateException(string message) : Exception(message);
