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

    public static InvalidInputException UnknownInstance(string id) => new($"instance '{InstanceIds.Check(id)}'", "one that was scheduled and not purged");

    public static InvalidInputException EventForFinished(string id) => new($"an event for instance '{id}', which is finished", "an unfinished instance");

    public static InvalidInputException PurgeOfUnfinished(string id) => new($"the purge of instance '{id}', which is not finished", "a finished instance", "terminate it first");

    public static InvalidInputException UnknownToken() => new("an unknown continuation token", "the one of the page before");
}
