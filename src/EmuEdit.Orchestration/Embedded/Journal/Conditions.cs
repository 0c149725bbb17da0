namespace EmuEdit.Orchestration.Embedded;

/// <summary>
/// The conditions of a query for instances, as SQL. A condition that is not requested is left out, so that an index can serve the others.
/// </summary>
internal sealed class Conditions
{
    private readonly List<string> _terms = [];
    private readonly List<object?> _values = [];

    public Conditions(IReadOnlyCollection<OrchestrationStatus>? statuses, DateTimeOffset? createdFrom, DateTimeOffset? createdTo)
    {
        if (statuses is not null)
            _terms.Add($"status IN ({string.Join(", ", statuses.Select(s => (int)s).Distinct().Order())})");
        if (createdFrom is { } from)
            Add($"created >= {Bind(from.UtcTicks)}");
        if (createdTo is { } to)
            Add($"created < {Bind(to.UtcTicks)}");
    }

    public string Where => _terms.Count == 0 ? "" : "WHERE " + string.Join(" AND ", _terms);

    public object?[] Values => [.. _values];

    public void Add(string term) => _terms.Add(term);

    /// <summary>Binds a value to a parameter of the statement.</summary>
    /// <returns>The parameter's placeholder.</returns>
    public string Bind(object value)
    {
        _values.Add(value);
        return $"${_values.Count}";
    }
}
