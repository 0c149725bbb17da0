namespace EmuEdit.Orchestration.Embedded;

/// <summary>What a list of instances is restricted to, as SQL. What is not asked for is left out of it, so that an index can serve the rest.</summary>
internal sealed class Conditions
{
    private readonly List<string> _terms = [];
    private readonly List<object?> _values = [];

    public Conditions(IReadOnlyCollection<OrchestrationStatus>? statuses, DateTimeOffset? createdFrom, DateTimeOffset? createdTo)
    {
        if (statuses is not null)
            _terms.Add($"status IN ({string.Join(", ", statuses.Select(s => (int)s).Distinct().Order())})");
        if (createdFrom is { } from)
            Add("created >= {0}", from.UtcTicks);
        if (createdTo is { } to)
            Add("created < {0}", to.UtcTicks);
    }

    public string Where => _terms.Count == 0 ? "" : "WHERE " + string.Join(" AND ", _terms);

    public object?[] Values => [.. _values];

    /// <summary>Adds a term; {0}, {1}... in it stand for its values.</summary>
    public void Add(string term, params object[] values)
    {
        _terms.Add(string.Format(null, term, [.. values.Select((_, i) => $"${_values.Count + i + 1}")]));
        _values.AddRange(values);
    }
}
