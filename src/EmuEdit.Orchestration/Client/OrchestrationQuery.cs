namespace EmuEdit.Orchestration;

/// <summary>Selects the instances to list. A null property does not restrict the result.</summary>
public sealed record OrchestrationQuery
{
    /// <summary>The maximum page size.</summary>
    public const int MaxPageSize = 1000;

    /// <summary>Selects instances with one of these statuses.</summary>
    public IReadOnlyCollection<OrchestrationStatus>? Statuses { get; init; }

    /// <summary>Selects instances that were created at this time or later.</summary>
    public DateTimeOffset? CreatedFrom { get; init; }

    /// <summary>Selects instances that were created before this time.</summary>
    public DateTimeOffset? CreatedTo { get; init; }

    /// <summary>Selects instances whose id starts with this prefix. Case-sensitive.</summary>
    public string? InstanceIdPrefix { get; init; }

    /// <summary>The maximum number of instances per page, 1 to 1000. Default 100.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>The <see cref="OrchestrationPage.ContinuationToken"/> of the previous page. Null for the first page.</summary>
    public string? ContinuationToken { get; init; }
}

/// <summary>One page of instances.</summary>
/// <param name="Instances">The instances, oldest first.</param>
/// <param name="ContinuationToken">The token to request the next page with. Null on the last page.</param>
public sealed record OrchestrationPage(IReadOnlyList<OrchestrationMetadata> Instances, string? ContinuationToken);

/// <summary>
/// Selects the finished instances to delete. A null property does not restrict the result. Unfinished instances are never deleted.
/// </summary>
public sealed record PurgeFilter
{
    /// <summary>Selects instances with one of these statuses.</summary>
    public IReadOnlyCollection<OrchestrationStatus>? Statuses { get; init; }

    /// <summary>Selects instances that were created at this time or later.</summary>
    public DateTimeOffset? CreatedFrom { get; init; }

    /// <summary>Selects instances that were created before this time.</summary>
    public DateTimeOffset? CreatedTo { get; init; }
}
