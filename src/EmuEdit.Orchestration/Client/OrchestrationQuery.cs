namespace EmuEdit.Orchestration;

/// <summary>Which instances to list. What is null does not restrict.</summary>
public sealed record OrchestrationQuery
{
    /// <summary>The largest page.</summary>
    public const int MaxPageSize = 1000;

    /// <summary>Only instances in one of these states.</summary>
    public IReadOnlyCollection<OrchestrationStatus>? Statuses { get; init; }

    /// <summary>Only instances created then or later.</summary>
    public DateTimeOffset? CreatedFrom { get; init; }

    /// <summary>Only instances created before then.</summary>
    public DateTimeOffset? CreatedTo { get; init; }

    /// <summary>Only instances whose id starts so; upper and lower case differ.</summary>
    public string? InstanceIdPrefix { get; init; }

    /// <summary>The most instances in a page, 1 to 1000; default 100.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>The <see cref="OrchestrationPage.ContinuationToken"/> of the page before; null for the first.</summary>
    public string? ContinuationToken { get; init; }
}

/// <summary>A page of instances.</summary>
/// <param name="Instances">The instances, oldest first.</param>
/// <param name="ContinuationToken">Asks for the next page; null when this is the last.</param>
public sealed record OrchestrationPage(IReadOnlyList<OrchestrationMetadata> Instances, string? ContinuationToken);

/// <summary>Which finished instances to delete. What is null does not restrict; unfinished instances are never deleted.</summary>
public sealed record PurgeFilter
{
    /// <summary>Only instances in one of these states.</summary>
    public IReadOnlyCollection<OrchestrationStatus>? Statuses { get; init; }

    /// <summary>Only instances created then or later.</summary>
    public DateTimeOffset? CreatedFrom { get; init; }

    /// <summary>Only instances created before then.</summary>
    public DateTimeOffset? CreatedTo { get; init; }
}
