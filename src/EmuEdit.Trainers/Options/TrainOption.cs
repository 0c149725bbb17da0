using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using EmuEdit.Core;

namespace EmuEdit.Trainers;

/// <summary>One option of a training: a property of its record, with its description, range and default.</summary>
public sealed class TrainOption
{
    private readonly PropertyInfo _property;
    private readonly TrainOptionAttribute _attribute;
    private readonly RangeAttribute? _range;

    private TrainOption(PropertyInfo property, TrainOptionAttribute attribute)
    {
        (_property, _attribute, _range) = (property, attribute, property.GetCustomAttribute<RangeAttribute>());
        Key = JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
    }

    /// <summary>The name in JSON, in snake case.</summary>
    public string Key { get; }

    /// <summary>The property's type: a number, a truth value, a text, a list of texts or a precision.</summary>
    public Type Type => _property.PropertyType;

    /// <summary>What the option does.</summary>
    public string Description => _attribute.Description;

    /// <summary>A word for the value, for help.</summary>
    public string Value => _attribute.Value;

    /// <summary>What is allowed.</summary>
    public string Allowed => _attribute.Allowed ?? (_range is null ? "" : Text(_range));

    /// <summary>Returns the options of a record, those of the part before the common ones.</summary>
    public static IReadOnlyList<TrainOption> Of(Type record) =>
    [
        .. from property in record.GetProperties()
           let attribute = property.GetCustomAttribute<TrainOptionAttribute>()
           where attribute is not null
           select new TrainOption(property, attribute),
    ];

    /// <summary>Returns the option's value.</summary>
    public object? Get(TrainOptions options) => _property.GetValue(options);

    /// <summary>Sets the option of a record that nothing else uses yet.</summary>
    /// <param name="options">The record.</param>
    /// <param name="value">A value of the option's type.</param>
    /// <param name="name">The option's name, for the message.</param>
    /// <exception cref="InvalidInputException">The value is out of the option's range.</exception>
    public void Set(TrainOptions options, object? value, string name)
    {
        if (_range is not null && value is IConvertible number && !Contains(_range, number.ToDouble(CultureInfo.InvariantCulture)))
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"{name} {value}"), Allowed);
        _property.SetValue(options, value);
    }

    /// <summary>Reads the option from JSON. Numbers may be texts, and a list of one text may be the text.</summary>
    /// <exception cref="InvalidInputException">The value has another type, or is out of the option's range.</exception>
    internal void Read(TrainOptions options, JsonElement json) => Set(options, Parse(json), Key);

    private object Parse(JsonElement json)
    {
        var type = Nullable.GetUnderlyingType(Type) ?? Type;
        return type == typeof(bool) ? Flag()
            : type == typeof(string) ? json.ValueKind is JsonValueKind.String ? json.GetString()! : throw Refusal("a text")
            : type == typeof(TrainingPrecision) ? TrainingPrecisions.Find(json.ToString()) ?? throw Refusal(TrainingPrecisions.Allowed)
            : type == typeof(int) ? Number<int>()
            : type == typeof(long) ? Number<long>()
            : type == typeof(double) ? Number<double>()
            : type == typeof(Seed) ? Number<Seed>()
            : Texts(json) ?? throw Refusal("a text or a list of texts");

        bool Flag() => json.ValueKind is JsonValueKind.True or JsonValueKind.False ? json.GetBoolean() : throw Refusal("true or false");

        object Number<T>() where T : struct, ISpanParsable<T> =>
            json.ValueKind is JsonValueKind.Number or JsonValueKind.String && Numbers.TryParse<T>(json.ToString(), out var value)
                ? value
                : throw Refusal($"{(typeof(T) == typeof(double) ? Numbers.Decimal : "a whole number")}, {Allowed}");

        InvalidInputException Refusal(string allowed) => new($"{Key} {json.GetRawText().ReplaceLineEndings(" ")}", allowed);
    }

    // An object stands for a list of "name=value", where the option takes such pairs.
    private string[]? Texts(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => [json.GetString()!],
        JsonValueKind.Array when json.EnumerateArray().All(item => item.ValueKind is JsonValueKind.String) =>
            [.. json.EnumerateArray().Select(item => item.GetString()!)],
        JsonValueKind.Object when Value.Contains('=', StringComparison.Ordinal) =>
            [.. json.EnumerateObject().Select(pair => $"{pair.Name}={pair.Value}")],
        _ => null,
    };

    private static bool Contains(RangeAttribute range, double value)
    {
        var (from, to) = Bounds(range);
        return (range.MinimumIsExclusive ? value > from : value >= from) && (range.MaximumIsExclusive ? value < to : value <= to);
    }

    private static string Text(RangeAttribute range) => (Bounds(range), range.MinimumIsExclusive, range.MaximumIsExclusive) switch
    {
        ((var from, double.MaxValue), var over, _) => Invariant($"{(over ? "over" : "at least")} {from}"),
        (var (from, to), false, false) => Invariant($"{from} to {to}"),
        (var (from, to), false, true) => Invariant($"{from} to below {to}"),
        (var (from, to), true, var below) => Invariant($"over {from} {(below ? "to below" : "up to")} {to}"),
    };

    private static (double From, double To) Bounds(RangeAttribute range) =>
        (Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture), Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture));

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
