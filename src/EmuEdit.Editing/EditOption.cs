using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using EmuEdit.Core;

namespace EmuEdit.Editing;

/// <summary>One of the <see cref="EditOptions"/>, for those who ask for it.</summary>
public sealed class EditOption
{
    private readonly PropertyInfo _property;
    private readonly RangeAttribute? _range;

    private EditOption(PropertyInfo property)
    {
        (_property, _range) = (property, property.GetCustomAttribute<RangeAttribute>());
        Name = JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
        Type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        Description = property.GetCustomAttribute<DescriptionAttribute>()?.Description;
        Allowed = _range is null ? null : FormattableString.Invariant($"{_range.Minimum} to {_range.Maximum}");
    }

    /// <summary>All options, in the order of <see cref="EditOptions"/>.</summary>
    public static IReadOnlyList<EditOption> All { get; } =
        [.. typeof(EditOptions).GetProperties().Select(property => new EditOption(property))];

    /// <summary>The name in snake case, as in forms, queries and JSON bodies.</summary>
    public string Name { get; }

    /// <summary>The type of the values.</summary>
    public Type Type { get; }

    /// <summary>What the option does, for the help of a command line. Null if commands have an option of their own instead.</summary>
    public string? Description { get; }

    /// <summary>The range of a number, for example "0 to 50". Null for other options.</summary>
    public string? Allowed { get; }

    internal void Set(EditOptions options, object value) => _property.SetValue(options, value);

    internal void Check(EditOptions options)
    {
        var given = _property.GetValue(options);
        if (_range?.IsValid(given) == false)
            throw new InvalidInputException(FormattableString.Invariant($"{Name.Replace('_', ' ')} {given}"), Allowed!);
    }
}
