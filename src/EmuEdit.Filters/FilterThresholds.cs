using System.Text.Json;
using System.Text.Json.Nodes;
using EmuEdit.Core;
using EmuEdit.Onnx;

namespace EmuEdit.Filters;

/// <summary>
/// The range that passes, per filter and task: <c>filters</c> in <c>emu_edit.json</c>, <c>{"clip_image":
/// {"default": {"min": 0.75}, "add": {"min": 0.8}}}</c>. A task that the file omits takes the filter's
/// <c>default</c>. A filter that the file omits takes the published range. An empty range accepts everything.
/// </summary>
public sealed record FilterThresholds
{
    /// <summary>Key of the range for all tasks that have no range of their own.</summary>
    public const string AnyTask = "default";

    private readonly Dictionary<(string Filter, string Task), FilterRange> _ranges = [];

    private FilterThresholds() { }

    /// <summary>The published thresholds, and this project's where none are published.</summary>
    public static FilterThresholds Published { get; } = new();

    /// <summary>No thresholds: every pair passes, and the results hold the measured values.</summary>
    public static FilterThresholds Open { get; } = FilterTable.Names.Aggregate(Published, (all, name) => all.With(name, AnyTask, default));

    /// <summary>Returns the thresholds of a bundle.</summary>
    /// <exception cref="InvalidInputException">The bundle's file names an unknown filter or task, or contains an invalid range.</exception>
    public static FilterThresholds Of(Bundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        return Read(bundle.Config.Filters, Path.Combine(bundle.Folder, "emu_edit.json"));
    }

    /// <summary>Reads the value of <c>filters</c>.</summary>
    /// <param name="filters">The value; undefined for the published thresholds.</param>
    /// <param name="file">Path of the source file, for error messages.</param>
    /// <exception cref="InvalidInputException">The value names an unknown filter or task, or contains an invalid range.</exception>
    public static FilterThresholds Read(JsonElement filters, string file)
    {
        var thresholds = new FilterThresholds();
        if (filters.ValueKind is JsonValueKind.Undefined)
            return thresholds;
        foreach (var filter in Members(filters, $"{file}: filters"))
        {
            FilterTable.Find(filter.Name, file);
            foreach (var task in Members(filter.Value, $"{file}: filters.{filter.Name}"))
            {
                if (task.Name != AnyTask && EditTask.All.All(t => t.Name != task.Name))
                    throw new InvalidInputException(
                        $"{file}: filters.{filter.Name} names a task '{task.Name}'",
                        $"{AnyTask}, {string.Join(", ", EditTask.All)}"
                    );
                thresholds._ranges[(filter.Name, task.Name)] = Range(task.Value, $"{file}: filters.{filter.Name}.{task.Name}");
            }
        }
        return thresholds;
    }

    /// <summary>The range of a filter that passes for a task.</summary>
    /// <exception cref="InvalidInputException">No filter has this name.</exception>
    public FilterRange this[string filter, EditTask task]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(task);
            return _ranges.TryGetValue((filter, task.Name), out var own) || _ranges.TryGetValue((filter, AnyTask), out own)
                ? own
                : DefaultOf(filter);
        }
    }

    /// <summary>The range of a filter that passes if a bundle has no thresholds. It has bounds only on the side of the failures.</summary>
    /// <exception cref="InvalidInputException">No filter has this name.</exception>
    public static FilterRange DefaultOf(string filter) => FilterTable.Find(filter, "the caller").Default;

    /// <summary>Returns a copy with another range for a filter and task.</summary>
    /// <param name="filter">Name of the filter.</param>
    /// <param name="task">Name of the task, or "default".</param>
    /// <param name="range">The range that passes.</param>
    /// <exception cref="InvalidInputException">No filter has this name.</exception>
    public FilterThresholds With(string filter, string task, FilterRange range)
    {
        FilterTable.Find(filter, "the caller");
        var changed = new FilterThresholds();
        foreach (var (key, value) in _ranges)
            changed._ranges[key] = value;
        changed._ranges[(filter, task)] = range;
        return changed;
    }

    /// <summary>Returns the value of <c>filters</c>, with filters and tasks in their usual order.</summary>
    public JsonObject ToJson() =>
        new(
            from filter in FilterTable.Names
            let tasks = _ranges
                .Where(r => r.Key.Filter == filter)
                .OrderBy(r => r.Key.Task == AnyTask ? -1 : EditTask.Named(r.Key.Task).Index)
                .ToList()
            where tasks.Count > 0
            select KeyValuePair.Create(
                filter,
                (JsonNode?)new JsonObject(tasks.Select(t => KeyValuePair.Create(t.Key.Task, (JsonNode?)ToJson(t.Value))))
            )
        );

    private static JsonObject ToJson(FilterRange range)
    {
        var json = new JsonObject();
        if (range.Min is { } min)
            json["min"] = min;
        if (range.Max is { } max)
            json["max"] = max + 0; // turns minus zero into zero
        return json;
    }

    private static FilterRange Range(JsonElement json, string where)
    {
        var (min, max) = ((double?)null, (double?)null);
        foreach (var bound in Members(json, where))
        {
            var value = bound.Value.ValueKind is JsonValueKind.Number && bound.Value.TryGetDouble(out var number) && double.IsFinite(number)
                ? number
                : throw new InvalidInputException($"{where}.{bound.Name} is {bound.Value.GetRawText()}", "a number");
            if (bound.Name == "min")
                min = value;
            else if (bound.Name == "max")
                max = value;
            else
                throw new InvalidInputException($"{where} has '{bound.Name}'", "min and max");
        }
        return min > max
            ? throw new InvalidInputException($"{where} has min {min} above max {max}", "a min that is at most max")
            : new(min, max);
    }

    private static JsonElement.ObjectEnumerator Members(JsonElement json, string where) =>
        json.ValueKind is JsonValueKind.Object
            ? json.EnumerateObject()
            : throw new InvalidInputException(
                $"{where} is {json.GetRawText()}",
                "an object: filter, task or default, min and max",
                "or leave it out for the published thresholds"
            );
}
