namespace EmuEdit.Networks;

/// <summary>Registers the parameters of layers: a name prefix over one shared list.</summary>
public sealed class ParameterScope
{
    private readonly string _prefix;
    private readonly List<Parameter> _all;

    /// <summary>Creates an empty scope without a prefix.</summary>
    public ParameterScope() : this("", []) { }

    private ParameterScope(string prefix, List<Parameter> all) => (_prefix, _all) = (prefix, all);

    /// <summary>Every parameter registered so far, under any prefix, in order of registration.</summary>
    public IReadOnlyList<Parameter> All => _all;

    /// <summary>
    /// Returns the scope whose prefix is this one, the name and a point. It registers into the same
    /// list.
    /// </summary>
    public ParameterScope this[string name] => new(_prefix + name + ".", _all);

    /// <summary>Registers a parameter that starts at one value.</summary>
    public Parameter Constant(string name, float value, params long[] shape) => Add(new Parameter(_prefix + name, value, 0, shape));

    /// <summary>Registers a parameter that starts at draws of a normal distribution with mean 0.</summary>
    public Parameter Normal(string name, double deviation, params long[] shape) =>
        Add(new Parameter(_prefix + name, 0, (float)deviation, shape));

    private Parameter Add(Parameter parameter)
    {
        _all.Add(parameter);
        return parameter;
    }
}
