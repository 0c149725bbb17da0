using EmuEdit.Core;

namespace EmuEdit.Orchestration;

/// <summary>What every engine's client refuses, in the same words.</summary>
internal static class ClientRules
{
    private const int MaxEventName = 100;

    public static void CheckOrchestrator(TaskRegistry registry, string name)
    {
        if (!registry.Orchestrators.ContainsKey(name))
            throw new InvalidInputException($"orchestrator '{name}'", $"one of {string.Join(", ", registry.Orchestrators.Keys.Order())}");
    }

    public static void CheckEventName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is 0 or > MaxEventName)
            throw new InvalidInputException($"an event name of {name.Length} characters", $"1 to {MaxEventName}");
    }

    public static void CheckPage(OrchestrationQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.PageSize is < 1 or > OrchestrationQuery.MaxPageSize)
            throw new InvalidInputException($"a page of {query.PageSize}", $"1 to {OrchestrationQuery.MaxPageSize}");
    }

    public static InstanceStateException UnknownInstance(string id) => new($"There is no instance '{InstanceIds.Check(id)}': it was never scheduled, or it has been purged.");

    public static InstanceStateException EventForFinished(string id) => new($"Instance '{id}' is finished and takes no more events.");

    public static InstanceStateException PurgeOfUnfinished(string id) => new($"Instance '{id}' is not finished and cannot be purged; terminate it first.");

    public static InvalidInputException UnknownToken() => new("an unknown continuation token", "the one of the page before");
}
