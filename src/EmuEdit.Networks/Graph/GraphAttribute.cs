using Google.Protobuf;

namespace EmuEdit.Networks.Graph;

/// <summary>The value of a node's attribute: a number, a text or a list of integers.</summary>
public sealed class GraphAttribute
{
    private readonly AttributeProto _value;

    private GraphAttribute(AttributeProto value) => _value = value;

    /// <summary>An integer.</summary>
    public static implicit operator GraphAttribute(long value) => new(new() { Type = AttributeProto.Types.AttributeType.Int, I = value });

    /// <summary>A number.</summary>
    public static implicit operator GraphAttribute(float value) =>
        new(new() { Type = AttributeProto.Types.AttributeType.Float, F = value });

    /// <summary>A text.</summary>
    public static implicit operator GraphAttribute(string value) =>
        new(new() { Type = AttributeProto.Types.AttributeType.String, S = ByteString.CopyFromUtf8(value) });

    /// <summary>A list of integers.</summary>
    public static implicit operator GraphAttribute(long[] values) =>
        new(new() { Type = AttributeProto.Types.AttributeType.Ints, Ints = { values } });

    internal AttributeProto ToProto(string name)
    {
        var named = _value.Clone();
        named.Name = name;
        return named;
    }
}
