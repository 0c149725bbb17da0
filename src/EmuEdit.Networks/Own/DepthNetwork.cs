namespace EmuEdit.Networks;

/// <summary>Estimates how near each pixel is: a U-Net over the image.</summary>
public sealed class DepthNetwork
{
    private readonly int _size;
    private readonly ImageUNet _trunk;
    private readonly Conv _out;

    /// <param name="options">The sizes.</param>
    /// <exception cref="Core.InvalidInputException">A size is out of its range.</exception>
    public DepthNetwork(AnnotatorNetworkOptions options)
    {
        options.Validate();
        var scope = new ParameterScope();
        _size = options.ImageSize;
        _trunk = new(scope["picture"], options, inputs: 3, fine: true);
        _out = new(scope["out"], options.Channels / 4, 1, kernel: 1, gain: 0.2);
        Parameters = scope.All;
    }

    /// <summary>All parameters, in the order of a checkpoint.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Maps images [B, 3, S, S] on [-1, 1] to depth [B, S, S], 0 (far) to 1 (near).</summary>
    public T Forward<T>(IOps<T> ops, T pictures) =>
        ops.Reshape(ops.Sigmoid(ops.Float(_out.Forward(ops, ops.SiLU(_trunk.Forward(ops, pictures))))), 0, _size, _size);
}
