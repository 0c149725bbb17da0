namespace EmuEdit.Networks.Graph;

/// <summary>
/// One dimension of a graph's input or output: a fixed size, or a name for a free one, for example
/// "batch".
/// </summary>
public readonly record struct GraphDimension
{
    private readonly long _size;
    private readonly string? _name;

    private GraphDimension(long size, string? name) => (_size, _name) = (size, name);

    /// <summary>A fixed size.</summary>
    public static implicit operator GraphDimension(long size) => new(size, null);

    /// <summary>A free size, by name.</summary>
    public static implicit operator GraphDimension(string name) => new(0, name);

    internal TensorShapeProto.Types.Dimension ToProto() => _name is null ? new() { DimValue = _size } : new() { DimParam = _name };
}
