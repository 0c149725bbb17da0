using EmuEdit.Core;

namespace EmuEdit.Dataset;

/// <summary>
/// Edits from Parquet files by index: in the layout of this project, of InstructPix2Pix, MagicBrush or UltraEdit, or with columns that are
/// named. The footers are read once. Memory holds the row groups that were used last, as many as fit into half a gigabyte, at least one and
/// up to sixteen, and only the columns that were used. Thread-safe; holds no file open.
/// </summary>
public sealed class ParquetDataset : IEditDataset
{
    private const long MostBytes = 512L << 20;
    private const int MostGroups = 16;

    private readonly IReadOnlyList<ParquetGroup> _groups;
    private readonly ParquetCache _cache;
    private readonly Lazy<SampleTasks> _tasks;
    private readonly EditDatasetOptions _options;

    private ParquetDataset(IReadOnlyList<ParquetGroup> groups, EditDatasetOptions options)
    {
        (_groups, _options) = (groups, options);
        var end = 0L;
        Groups = new([.. groups.Select(g => end += g.Rows)], (int)Math.Clamp(MostBytes / groups.Max(g => g.Bytes), 1, MostGroups));
        _cache = new(Groups.Window);
        _tasks = new(ReadTasks);
    }

    /// <inheritdoc/>
    public long Count => Groups.Ends[^1];

    /// <inheritdoc/>
    public SampleGroups Groups { get; }

    /// <inheritdoc/>
    public bool HasCaptions => _groups.All(g => g.Layout.HasCaptions);

    /// <inheritdoc/>
    public bool KnowsTasks => _options.Task is not null || _groups.All(g => g.Layout.Task is not null);

    /// <inheritdoc/>
    public SampleTasks Tasks => _tasks.Value;

    /// <summary>Opens Parquet files and reads their footers.</summary>
    /// <param name="files">Parquet files, in one layout or several.</param>
    /// <param name="options">Options for reading the samples.</param>
    /// <exception cref="InvalidInputException">
    /// A file is truncated, not a Parquet file or in an unknown layout, there are no rows, or the tasks are given by nothing or twice.
    /// </exception>
    public static ParquetDataset Open(IReadOnlyList<string> files, EditDatasetOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<ParquetGroup> groups = [.. files.SelectMany(f => ParquetGroup.Read(f, options.Columns))];
        if (groups.Count == 0)
            throw new InvalidInputException($"no sample in {string.Join(", ", files)}", "Parquet files with one row or more");
        if (groups.Find(g => g.Layout.Task is null) is { } without && options.Task is null && options.Predict is null)
            throw new InvalidInputException(
                $"{without.Path} of {without.Layout.Name}'s layout, which has no tasks",
                "a task for all of it, or a task predictor",
                "give --task, or --initial with a bundle that has a task predictor"
            );
        if (groups.Find(g => g.Layout.Task is not null) is { } with && options.Task is not null)
            throw new InvalidInputException(
                $"--task with {with.Path}, whose samples have tasks",
                "samples without tasks",
                "leave --task out"
            );
        return new(groups, options);
    }

    /// <inheritdoc/>
    public EditSample Sample(long index) => Find(index).ToSample(_options);

    /// <inheritdoc/>
    public (string Instruction, EditTask Task) Instruction(long index)
    {
        var row = Find(index);
        return (row.Instruction, row.Task(_options));
    }

    private ParquetRow Find(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var group = Groups.Of(index);
        return new(_cache.Get(_groups[group]), (int)(index - Groups.First(group)));
    }

    private SampleTasks ReadTasks()
    {
        var table = new SampleTasks();
        foreach (var rows in _groups.Select(g => new ParquetRows(g)))
            for (var i = 0; i < rows.Group.Rows; i++)
                table.Add(_options.Task ?? new ParquetRow(rows, i).Task(_options));
        return table;
    }
}
