using EmuEdit.Core;
using Parquet.Schema;

namespace EmuEdit.Dataset;

/// <summary>
/// The role of a column of a Parquet file. A data set's own names are given as <c>--column ROLE=NAME</c>; a role without a name is left
/// out.
/// </summary>
internal sealed record ParquetRole(string Name, Func<ParquetLayout, string?> Get, Func<ParquetLayout, string?, ParquetLayout> Set)
{
    /// <summary>The roles. An edit requires the columns of the first three.</summary>
    public static IReadOnlyList<ParquetRole> All { get; } =
    [
        new("input", l => l.Input, (l, column) => l with { Input = column ?? "" }),
        new("instruction", l => l.Instruction, (l, column) => l with { Instruction = column ?? "" }),
        new("target", l => l.Target, (l, column) => l with { Target = column ?? "" }),
        new("mask", l => l.Mask, (l, column) => l with { Mask = column }),
        new("input_caption", l => l.InputCaption, (l, column) => l with { InputCaption = column }),
        new("output_caption", l => l.OutputCaption, (l, column) => l with { OutputCaption = column }),
        new("task", l => l.Task, (l, column) => l with { Task = column }),
        new("object", l => l.Object, (l, column) => l with { Object = column }),
    ];

    private static IEnumerable<ParquetRole> Needed => All.Take(3);

    /// <summary>Finds the layout of a file.</summary>
    /// <param name="schema">Columns of the file.</param>
    /// <param name="columns">Columns by role, when the data set has its own names.</param>
    /// <param name="path">Path of the file, for error messages.</param>
    /// <exception cref="InvalidInputException">
    /// The layout is unknown, a named column does not exist, or a column has the wrong type.
    /// </exception>
    public static ParquetLayout Find(ParquetSchema schema, IReadOnlyDictionary<string, string> columns, string path)
    {
        var there = schema.Fields.Select(f => f.Name).ToHashSet(StringComparer.Ordinal);
        if (columns.Values.FirstOrDefault(name => name.Length > 0 && !there.Contains(name)) is { } missing)
            throw new InvalidInputException($"--column with '{missing}', which {path} does not have", string.Join(", ", there));
        var layout = ParquetLayout.All.Select(l => Named(l, columns))
            .Where(l => Needed.All(role => there.Contains(role.Get(l)!)))
            .MaxBy(l => All.Count(role => role.Get(l) is { } name && there.Contains(name)));
        if (layout is null)
            throw Unknown(there, path);
        layout = Present(layout, there);
        // A task column without this project's object column belongs to another data set and means something else.
        return Checked(layout.Object is null && !columns.ContainsKey("task") ? layout with { Task = null } : layout, schema, path);
    }

    /// <summary>Reads columns by role in the form <c>ROLE=NAME</c>.</summary>
    /// <exception cref="InvalidInputException">An entry has another form, or a role is unknown or named twice.</exception>
    public static IReadOnlyDictionary<string, string> Parse(IEnumerable<string> given)
    {
        var columns = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in given)
            if (text.Split('=', 2) is not [var role, var name] || All.All(r => r.Name != role))
                throw new InvalidInputException(
                    $"--column {text}",
                    $"ROLE=NAME, the role one of {string.Join(", ", All.Select(r => r.Name))}"
                );
            else if (!columns.TryAdd(role, name))
                throw new InvalidInputException($"--column with '{role}' twice", "each role once");
        return columns;
    }

    private static ParquetLayout Named(ParquetLayout layout, IReadOnlyDictionary<string, string> columns) =>
        All.Where(role => columns.ContainsKey(role.Name))
            .Aggregate(layout, (l, role) => role.Set(l, columns[role.Name] is { Length: > 0 } name ? name : null));

    // Optional columns that the file does not have are removed.
    private static ParquetLayout Present(ParquetLayout layout, HashSet<string> there) =>
        All.Skip(3).Where(role => role.Get(layout) is { } name && !there.Contains(name)).Aggregate(layout, (l, role) => role.Set(l, null));

    private static ParquetLayout Checked(ParquetLayout layout, ParquetSchema schema, string path)
    {
        foreach (var name in layout.Texts)
            ParquetField.RequireText(schema, name, path);
        foreach (var name in layout.Pictures)
            ParquetField.RequireImage(schema, name, path);
        return layout;
    }

    private static InvalidInputException Unknown(IEnumerable<string> there, string path) => new(
        $"{path} with the columns {string.Join(", ", there)}",
        string.Join("; or ", ParquetLayout.All.Select(l => $"{string.Join(", ", Needed.Select(r => r.Get(l)))} ({l.Name})")),
        $"name them with --column ROLE=NAME, where the roles are {string.Join(", ", All.Select(r => r.Name))}");
}
